using System.Globalization;
using System.Text;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Copies and marks in Redis, encrypted. Each is a hash of its as-of time and its data, so that a script can decide who is stronger: a copy loses against
/// a younger copy and against a mark as old as it or younger; a mark takes all copies of its subject away, once: those that
/// come after it are younger. Reading never fails: what cannot be had is not there. Writing does.
/// </summary>
internal sealed class RedisEntries(IRedisClient redis, PayloadCipher cipher, CacheInstruments instruments)
{
    private const string Data = "data";
    private const string Erasure = "erased";

    /// <summary>Bound to the data along with its key. Data of another layout cannot be opened, and so is not misread.</summary>
    private const byte Layout = 2;

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
        if known == ARGV[1] then return 0 end
        for _, copy in ipairs(redis.call('SMEMBERS', KEYS[2])) do redis.call('DEL', copy) end
        redis.call('DEL', KEYS[2])
        return 1
        """;

    public Task<Copy?> FindAsync(CopyKey key, CancellationToken cancellationToken) => ReadAsync("get_copy", RedisKeys.Copy(key), cancellationToken);

    public async Task<Mark> FindMarkAsync(string subject, CancellationToken cancellationToken) =>
        await ReadAsync("get_mark", RedisKeys.Mark(subject), cancellationToken).ConfigureAwait(false) is { } entry
            ? Mark.Of(entry.Version is Erasure ? SubjectChange.Erased : SubjectChange.Changed, entry.AsOf)
            : default;

    public Task WriteAsync(CopyKey key, Copy copy, TimeSpan lifetime, CancellationToken cancellationToken) => WriteAsync(
        "set_copy", KeepScript, [RedisKeys.Copy(key), RedisKeys.Index(key.Subject), RedisKeys.Mark(key.Subject)], copy, lifetime, cancellationToken);

    /// <summary>A mark is kept as a copy of nothing, whose version says what happened.</summary>
    public Task WriteMarkAsync(string subject, Mark mark, TimeSpan lifetime) => WriteAsync(
        "set_mark",
        MarkScript,
        [RedisKeys.Mark(subject), RedisKeys.Index(subject)],
        new(mark.At, mark.IsErasure ? Erasure : null, [], default),
        lifetime,
        CancellationToken.None);

    /// <summary>Whether there may be copies of a subject.</summary>
    public async Task<bool> HasCopiesAsync(string subject, CancellationToken cancellationToken) => await redis.ExecuteAsync(
        "has_copies", static (database, key) => database.KeyExistsAsync(key), RedisKeys.Index(subject), cancellationToken).ConfigureAwait(false);

    private async Task<Copy?> ReadAsync(string operation, string key, CancellationToken cancellationToken)
    {
        if (!redis.IsConnected)
        {
            return null;
        }

        try
        {
            byte[]? data = await redis.ExecuteAsync(
                operation, static (database, key) => database.HashGetAsync(key, Data), key, cancellationToken).ConfigureAwait(false);
            return data is null ? null : Open(key, data);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: what cannot be read is not there, and the caller has a copy in memory or none.
            return null;
        }
    }

    private async Task WriteAsync(string operation, string script, RedisKey[] keys, Copy entry, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        // Scripts compare texts: a number of Lua's could not hold all digits.
        var sortableTicks = entry.AsOf.UtcTicks.ToString("D20", CultureInfo.InvariantCulture);
        RedisValue[] arguments = [sortableTicks, Seal(keys[0]!, entry), (long)Math.Ceiling(lifetime.TotalMilliseconds)];
        await redis.ExecuteAsync(
            operation,
            static (database, call) => database.ScriptEvaluateAsync(call.script, call.keys, call.arguments),
            (script, keys, arguments),
            cancellationToken).ConfigureAwait(false);
    }

    private byte[] Seal(string key, Copy entry)
    {
        ReadOnlySpan<byte> data = CopySerializer.Write(entry);
        instruments.PayloadWritten(data.Length);
        var clear = data[..CopySerializer.ClearBytes];
        return [.. clear, .. cipher.Encrypt(data[CopySerializer.ClearBytes..], Binding(key, clear))];
    }

    private Copy? Open(string key, ReadOnlySpan<byte> data)
    {
        var status = DecryptionStatus.Truncated;
        if (data.Length >= CopySerializer.ClearBytes)
        {
            var clear = data[..CopySerializer.ClearBytes];
            status = cipher.TryDecrypt(data[CopySerializer.ClearBytes..], Binding(key, clear), out var payload);
            if (status == DecryptionStatus.Decrypted)
            {
                return CopySerializer.TryRead([.. clear, .. payload]);
            }
        }

        instruments.Rejected(status);
        return null;
    }

    /// <summary>Two entries cannot be swapped, and none can be made to look younger.</summary>
    private static byte[] Binding(string key, ReadOnlySpan<byte> clear) => [Layout, .. clear, .. Encoding.UTF8.GetBytes(key)];
}
