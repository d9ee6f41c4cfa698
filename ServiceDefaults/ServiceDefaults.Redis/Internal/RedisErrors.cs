using ServiceDefaults.Errors;
using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>
/// Classifies exceptions of the Redis client by how far the command had got and by the kind of error that the server
/// returned.
/// </summary>
internal sealed class RedisErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } =
        [typeof(RedisConnectionException), typeof(RedisTimeoutException), typeof(RedisServerException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        RedisTimeoutException timeout => ClassifiedErrors.Timeout(mayHaveSucceeded: CanHaveLeft(timeout.Commandstatus)),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
            ClassifiedErrors.Unusable,
        RedisConnectionException
        {
            FailureType: ConnectionFailureType.UnableToConnect
            or ConnectionFailureType.UnableToResolvePhysicalConnection
        } =>
            ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database),
        RedisConnectionException lost => ClassifiedErrors.ServiceUnavailable(
            RetryAfterDefaults.Database, CanHaveLeft(lost.CommandStatus)),
        RedisServerException serverError => OfServerError(serverError.Kind),
        _ => null,
    };

    private static bool CanHaveLeft(CommandStatus status) =>
        status is not (CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog);

    // The server rejected the command, so it was not executed. A kind that is not listed is a defect of the calling
    // code.
    private static ClassifiedError? OfServerError(RedisErrorKind kind) => kind switch
    {
        RedisErrorKind.Loading or RedisErrorKind.ClusterDown or RedisErrorKind.MasterDown or RedisErrorKind.ReadOnly
            or RedisErrorKind.NoReplicas =>
            ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database),
        RedisErrorKind.TryAgain => ClassifiedErrors.SystemBusy(),
        // A retry a moment later would meet the same limit.
        RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.OutOfMemory =>
            ClassifiedErrors.SystemBusy() with { IsTransient = false },
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission => ClassifiedErrors.Unusable,
        _ => null,
    };
}
