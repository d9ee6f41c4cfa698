using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Copies and marks in Redis. Each is a hash of its as-of time and its data, so that a script can decide who is stronger: a copy loses against a younger
/// copy and against a mark as old as it or younger; a mark takes all copies of its subject away.
/// </summary>
internal sealed class RedisCache(IRedisClient redis) : IDistributedCache
{
    private const string Data = "data";

    private const string KeepScript = """
        local mark = redis.call('HGET', KEYS[3], 'asof')
        if mark and mark >= ARGV[1] then return 0 end
        local kept = redis.call('HGET', KEYS[1], 'asof')
        if kept and kept > ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'asof', ARGV[1], 'data', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('SADD', KEYS[2], KEYS[1])
        if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
        return 1
        """;

    private const string MarkScript = """
        local known = redis.call('HGET', KEYS[1], 'asof')
        if known and known > ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'asof', ARGV[1], 'data', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        for _, copy in ipairs(redis.call('SMEMBERS', KEYS[2])) do redis.call('DEL', copy) end
        redis.call('DEL', KEYS[2])
        return 1
        """;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => await redis.ExecuteAsync(
        RedisKeys.IsMark(key) ? "get_mark" : "get_copy",
        static async (database, key) => (byte[]?)await database.HashGetAsync(key, Data).ConfigureAwait(false),
        key,
        token).ConfigureAwait(false);

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        // The one who sets the expiration reads the clock of the machine.
        var lifetime = options.AbsoluteExpiration!.Value - TimeProvider.System.GetUtcNow();
        if (lifetime <= TimeSpan.Zero)
        {
            return;
        }

        var subject = RedisKeys.SubjectOf(key);
        RedisValue[] arguments = [SortableTicks(value), value, (long)Math.Ceiling(lifetime.TotalMilliseconds)];
        await redis.ExecuteAsync(
            RedisKeys.IsMark(key) ? "set_mark" : "set_copy",
            static (database, call) => database.ScriptEvaluateAsync(call.Script, call.Keys, call.Arguments),
            RedisKeys.IsMark(key)
                ? (Script: MarkScript, Keys: new RedisKey[] { key, RedisKeys.Index(subject) }, Arguments: arguments)
                : (Script: KeepScript, Keys: [key, RedisKeys.Index(subject), RedisKeys.Mark(subject)], Arguments: arguments),
            token).ConfigureAwait(false);
    }

    public async Task RemoveAsync(string key, CancellationToken token = default) => await redis.ExecuteAsync(
        "remove", static (database, key) => database.KeyDeleteAsync(key), key, token).ConfigureAwait(false);

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public byte[]? Get(string key) => throw new NotSupportedException("Redis is only asked asynchronously.");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("Redis is only asked asynchronously.");

    public void Remove(string key) => throw new NotSupportedException("Redis is only asked asynchronously.");

    public void Refresh(string key) => throw new NotSupportedException("Redis is only asked asynchronously.");

    // Scripts compare texts: a number of Lua's could not hold all digits.
    private static string SortableTicks(byte[] value) => CopySerializer.AsOf(value).UtcTicks.ToString("D20", CultureInfo.InvariantCulture);
}
