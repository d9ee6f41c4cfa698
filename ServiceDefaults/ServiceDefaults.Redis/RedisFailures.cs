using Polly;
using StackExchange.Redis;

namespace ServiceDefaults.Redis;

/// <summary>Tells the failures of Redis, or of the way to it, from those of whoever asked.</summary>
public static class RedisFailures
{
    /// <summary>Whether Redis was away, too slow, or refused; or whether the pipeline <c>redis</c> did not even ask.</summary>
    /// <param name="exception">What was thrown by <see cref="IRedisClient"/> or something that uses it.</param>
    /// <returns>Whether it is such a failure.</returns>
    public static bool IsRedisFailure(this Exception exception) => exception is RedisException or RedisTimeoutException or ExecutionRejectedException;
}
