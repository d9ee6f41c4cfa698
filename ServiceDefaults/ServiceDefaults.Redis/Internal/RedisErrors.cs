using ServiceDefaults.Errors;
using StackExchange.Redis;

namespace ServiceDefaults.Redis.Internal;

/// <summary>The Redis client. Its exceptions say how far the command had got, and which kind of error the server answered with.</summary>
internal sealed class RedisErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } =
        [typeof(RedisConnectionException), typeof(RedisTimeoutException), typeof(RedisServerException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        RedisTimeoutException timeout => ClassifiedErrors.Timeout(mayHaveSucceeded: CanHaveLeft(timeout.Commandstatus)),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => ClassifiedErrors.Unusable,
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection } =>
            ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database),
        RedisConnectionException lost => ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, CanHaveLeft(lost.CommandStatus)),
        RedisServerException answer => OfAnswer(answer.Kind),
        _ => null,
    };

    private static bool CanHaveLeft(CommandStatus status) => status is not (CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog);

    // The server refused the command, so it was not carried out. What is not listed is a mistake of ours.
    private static ClassifiedError? OfAnswer(RedisErrorKind kind) => kind switch
    {
        RedisErrorKind.Loading or RedisErrorKind.ClusterDown or RedisErrorKind.MasterDown or RedisErrorKind.ReadOnly or RedisErrorKind.NoReplicas =>
            ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database),
        RedisErrorKind.TryAgain => ClassifiedErrors.SystemBusy(),
        // There is no more room a moment later.
        RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.OutOfMemory => ClassifiedErrors.SystemBusy() with { IsTransient = false },
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission => ClassifiedErrors.Unusable,
        _ => null,
    };
}
