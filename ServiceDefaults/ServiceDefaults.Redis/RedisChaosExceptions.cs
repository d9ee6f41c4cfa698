using ServiceDefaults.Chaos;
using StackExchange.Redis;

namespace ServiceDefaults.Redis;

/// <summary>Creates the Redis client's exceptions, for faults injected into a pipeline that calls Redis.</summary>
/// <param name="dependency">The name of the pipeline.</param>
public sealed class RedisChaosExceptions(string dependency) : IChaosExceptionFactory
{
    /// <inheritdoc/>
    public string Dependency => dependency;

    /// <inheritdoc/>
    public Exception? Create(ChaosFailure failure) => failure switch
    {
        ChaosFailure.ConnectionRefused => Connection(
            ConnectionFailureType.UnableToConnect, "An injected connection failure.", CommandStatus.WaitingToBeSent),
        ChaosFailure.ConnectionLost => Connection(
            ConnectionFailureType.SocketFailure, "An injected loss of the connection.", CommandStatus.Sent),
        ChaosFailure.Timeout => new RedisTimeoutException(
            CommandFlags.None, "An injected timeout.", CommandStatus.Sent),
        _ => null,
    };

    private static RedisConnectionException Connection(
        ConnectionFailureType type, string message, CommandStatus status) =>
        new(type, CommandFlags.None, message, innerException: null, status);
}
