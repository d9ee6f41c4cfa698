using ServiceDefaults.Errors;
using StackExchange.Redis;

namespace ServiceDefaults.Tests.Errors;

public sealed class RedisErrorsTests
{
    private static readonly ClassifiedError NotSent = Classification.Error(ErrorCategory.ServiceUnavailable, 503, 10);
    private static readonly ClassifiedError PerhapsDone = Classification.Error(
        ErrorCategory.ServiceUnavailable, 503, 10, mayHaveSucceeded: true);

    [Theory]
    [InlineData(CommandStatus.WaitingToBeSent, false)]
    [InlineData(CommandStatus.WaitingInBacklog, false)]
    [InlineData(CommandStatus.Sent, true)]
    [InlineData(CommandStatus.Unknown, true)]
    public void Classify_Timeout_MayHaveSucceededOnceSent(CommandStatus status, bool mayHaveSucceeded) =>
        Assert.Equal(
            Classification.Error(ErrorCategory.Timeout, 504, 5, mayHaveSucceeded),
            Classification.Of(new RedisTimeoutException(CommandFlags.None, "x", status)));

    [Theory]
    [InlineData(ConnectionFailureType.UnableToConnect)]
    [InlineData(ConnectionFailureType.UnableToResolvePhysicalConnection)]
    public void Classify_NoConnection_WasNotSent(ConnectionFailureType failure) =>
        Assert.Equal(NotSent, Classification.Of(new RedisConnectionException(
            failure, CommandFlags.None, "x", new TimeoutException(), CommandStatus.Unknown)));

    [Fact]
    public void Classify_ConnectionLost_MayHaveSucceededOnceSent()
    {
        Assert.Equal(PerhapsDone, Classification.Of(new RedisConnectionException(
            ConnectionFailureType.SocketClosed, CommandFlags.None, "x", null, CommandStatus.Sent)));
        Assert.Equal(NotSent, Classification.Of(new RedisConnectionException(
            ConnectionFailureType.SocketClosed, CommandFlags.None, "x", null, CommandStatus.WaitingInBacklog)));
    }

    [Fact]
    public void Classify_WrongPassword_IsNotRetried() =>
        Assert.Equal(ClassifiedErrors.Unusable, Classification.Of(new RedisConnectionException(
            ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "x", null, CommandStatus.Unknown)));

    [Theory]
    [InlineData(RedisErrorKind.Loading, ErrorCategory.ServiceUnavailable, 10)]
    [InlineData(RedisErrorKind.ClusterDown, ErrorCategory.ServiceUnavailable, 10)]
    [InlineData(RedisErrorKind.MasterDown, ErrorCategory.ServiceUnavailable, 10)]
    [InlineData(RedisErrorKind.ReadOnly, ErrorCategory.ServiceUnavailable, 10)]
    [InlineData(RedisErrorKind.NoReplicas, ErrorCategory.ServiceUnavailable, 10)]
    [InlineData(RedisErrorKind.Busy, ErrorCategory.SystemBusy, 5)]
    [InlineData(RedisErrorKind.MaxClients, ErrorCategory.SystemBusy, 5)]
    [InlineData(RedisErrorKind.OutOfMemory, ErrorCategory.SystemBusy, 5)]
    [InlineData(RedisErrorKind.TryAgain, ErrorCategory.SystemBusy, 5)]
    public void Classify_TemporaryServerError_CanBeRetried(
        RedisErrorKind kind, ErrorCategory category, int retryAfter) =>
        Assert.Equal(
            Classification.Error(category, 503, retryAfter),
            Classification.Of(new RedisServerException(kind, CommandFlags.None, "x")));

    [Theory]
    [InlineData(RedisErrorKind.NoAuth)]
    [InlineData(RedisErrorKind.WrongPass)]
    [InlineData(RedisErrorKind.NoPermission)]
    public void Classify_AccessDenied_IsNotRetried(RedisErrorKind kind) =>
        Assert.Equal(
            ClassifiedErrors.Unusable, Classification.Of(new RedisServerException(kind, CommandFlags.None, "x")));

    [Fact]
    public void Classify_WrongType_IsADefect() =>
        Assert.Equal(
            ClassifiedErrors.Unknown,
            Classification.Of(new RedisServerException(RedisErrorKind.WrongType, CommandFlags.None, "x")));
}
