using Polly;
using StackExchange.Redis;

namespace ServiceDefaults.Redis;

/// <summary>Distinguishes failures of Redis or of its connection from failures of the calling code.</summary>
public static class RedisFailures
{
    /// <summary>
    /// Whether Redis was unavailable, too slow, or rejected a command, or the pipeline <c>redis</c> rejected the call.
    /// </summary>
    /// <param name="exception">An exception of <see cref="IRedisClient"/> or of code that uses it.</param>
    /// <returns>Whether it is such a failure.</returns>
    public static bool IsRedisFailure(this Exception exception) =>
        exception is RedisException or RedisTimeoutException or ExecutionRejectedException;
}
