using System.Globalization;
using System.Text;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Cached responses and invalidations in Redis, encrypted. Each is a Redis hash of its as-of time and its data, so that
/// a script can compare the times. A response is not stored if there is a more recent one, or an invalidation that is
/// as old or more recent. An invalidation deletes all cached responses of its tag once: those written after it are more
/// recent. A read never fails: an entry that cannot be read is a miss. A write can fail.
/// </summary>
internal sealed class RedisCacheEntries(IRedisClient redis, PayloadCipher cipher, CacheInstruments instruments)
{
    private const string Data = "data";
    private const string Erasure = "erased";

    /// <summary>
    /// Authenticated with the data, along with its key. Data of another layout cannot be decrypted, and so is not
    /// misread.
    /// </summary>
    private const byte Layout = 2;

    private const string StoreScript = """
        local invalidation = redis.call('HGET', KEYS[3], 'asof')
        if invalidation and invalidation >= ARGV[1] then return 0 end
        local cached = redis.call('HGET', KEYS[1], 'asof')
        if cached and cached > ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'asof', ARGV[1], 'data', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('SADD', KEYS[2], KEYS[1])
        if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
        return 1
        """;

    private const string InvalidateScript = """
        local known = redis.call('HGET', KEYS[1], 'asof')
        if known and known > ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'asof', ARGV[1], 'data', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        if known == ARGV[1] then return 0 end
        for _, response in ipairs(redis.call('SMEMBERS', KEYS[2])) do redis.call('DEL', response) end
        redis.call('DEL', KEYS[2])
        return 1
        """;

    public Task<CachedResponse?> GetAsync(CachedResponseKey key, CancellationToken cancellationToken) => ReadAsync(
        "get_copy", RedisKeys.Response(key), cancellationToken);

    public async Task<Invalidation> GetInvalidationAsync(string tag, CancellationToken cancellationToken) =>
        await ReadAsync(
            "get_mark", RedisKeys.Invalidation(tag), cancellationToken).ConfigureAwait(false) is { } entry
            ? Invalidation.Of(entry.Version is Erasure ? InvalidationKind.Erased : InvalidationKind.Changed, entry.AsOf)
            : default;

    public Task SetAsync(
        CachedResponseKey key,
        CachedResponse response,
        TimeSpan lifetime,
        CancellationToken cancellationToken) => SetAsync(
        "set_copy",
        StoreScript,
        [RedisKeys.Response(key), RedisKeys.Index(key.Tag), RedisKeys.Invalidation(key.Tag)],
        response,
        lifetime,
        cancellationToken);

    /// <summary>Stores an invalidation as a response without a payload; its version holds the kind.</summary>
    public Task SetInvalidationAsync(string tag, Invalidation invalidation, TimeSpan lifetime) => SetAsync(
        "set_mark",
        InvalidateScript,
        [RedisKeys.Invalidation(tag), RedisKeys.Index(tag)],
        new(invalidation.At, invalidation.IsErasure ? Erasure : null, [], default),
        lifetime,
        CancellationToken.None);

    /// <summary>Whether there may be cached responses of a tag.</summary>
    public async Task<bool> HasResponsesAsync(string tag, CancellationToken cancellationToken) =>
        await redis.ExecuteAsync(
            "has_copies",
            static (database, key) => database.KeyExistsAsync(key),
            RedisKeys.Index(tag),
            cancellationToken).ConfigureAwait(false);

    private async Task<CachedResponse?> ReadAsync(string operation, string key, CancellationToken cancellationToken)
    {
        if (!redis.IsConnected)
        {
            return null;
        }

        try
        {
            byte[]? data = await redis.ExecuteAsync(
                operation, static (database, key) => database.HashGetAsync(key, Data), key, cancellationToken)
                    .ConfigureAwait(false);
            return data is null ? null : Open(key, data);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A failed read of any type is a miss; the caller may still have the response in memory.
            return null;
        }
    }

    private async Task SetAsync(
        string operation,
        string script,
        RedisKey[] keys,
        CachedResponse entry,
        TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        // The scripts compare strings, because a Lua number cannot hold all digits.
        var sortableTicks = entry.AsOf.UtcTicks.ToString("D20", CultureInfo.InvariantCulture);
        RedisValue[] arguments = [sortableTicks, Seal(keys[0]!, entry), (long)Math.Ceiling(lifetime.TotalMilliseconds)];
        await redis.ExecuteAsync(
            operation,
            static (database, call) => database.ScriptEvaluateAsync(call.script, call.keys, call.arguments),
            (script, keys, arguments),
            cancellationToken).ConfigureAwait(false);
    }

    private byte[] Seal(string key, CachedResponse entry)
    {
        ReadOnlySpan<byte> data = CachedResponseSerializer.Write(entry);
        instruments.PayloadWritten(data.Length);
        var clear = data[..CachedResponseSerializer.ClearBytes];
        return [.. clear, .. cipher.Encrypt(data[CachedResponseSerializer.ClearBytes..], Binding(key, clear))];
    }

    private CachedResponse? Open(string key, ReadOnlySpan<byte> data)
    {
        var status = DecryptionStatus.Truncated;
        if (data.Length >= CachedResponseSerializer.ClearBytes)
        {
            var clear = data[..CachedResponseSerializer.ClearBytes];
            status = cipher.TryDecrypt(
                data[CachedResponseSerializer.ClearBytes..], Binding(key, clear), out var payload);
            if (status == DecryptionStatus.Decrypted)
            {
                return CachedResponseSerializer.TryRead([.. clear, .. payload]);
            }
        }

        instruments.Rejected(status);
        return null;
    }

    /// <summary>
    /// Binds an entry to its key and as-of time: entries cannot be swapped, and none can be made to look more recent.
    /// </summary>
    private static byte[] Binding(string key, ReadOnlySpan<byte> clear) =>
        [Layout, .. clear, .. Encoding.UTF8.GetBytes(key)];
}
