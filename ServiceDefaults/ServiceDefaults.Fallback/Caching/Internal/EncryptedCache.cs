using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Encrypts what goes into a cache, and binds it to its key and its as-of time: two entries cannot be swapped, none can be made to look younger.
/// What was tampered with is not there.
/// </summary>
internal sealed class EncryptedCache(IDistributedCache cache, PayloadCipher cipher, CacheInstruments instruments) : IDistributedCache
{
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await cache.GetAsync(key, token).ConfigureAwait(false) is { } stored ? Decrypt(key, stored) : null;

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        instruments.PayloadWritten(value.Length);
        return cache.SetAsync(key, Encrypt(key, value), options, token);
    }

    public Task RemoveAsync(string key, CancellationToken token = default) => cache.RemoveAsync(key, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => cache.RefreshAsync(key, token);

    public byte[]? Get(string key) => throw new NotSupportedException("Redis is only asked asynchronously.");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException("Redis is only asked asynchronously.");

    public void Remove(string key) => throw new NotSupportedException("Redis is only asked asynchronously.");

    public void Refresh(string key) => throw new NotSupportedException("Redis is only asked asynchronously.");

    private byte[] Encrypt(string key, byte[] value)
    {
        var clear = value.AsSpan(0, CopySerializer.ClearBytes);
        var encrypted = cipher.Encrypt(value.AsSpan(CopySerializer.ClearBytes), Binding(key, clear));
        return [.. clear, .. encrypted];
    }

    private byte[]? Decrypt(string key, byte[] stored)
    {
        var status = DecryptionStatus.Truncated;
        if (stored.Length >= CopySerializer.ClearBytes)
        {
            var clear = stored.AsSpan(0, CopySerializer.ClearBytes);
            status = cipher.TryDecrypt(stored.AsSpan(CopySerializer.ClearBytes), Binding(key, clear), out var payload);
            if (status == DecryptionStatus.Decrypted)
            {
                return [.. clear, .. payload];
            }
        }

        instruments.Rejected(status);
        return null;
    }

    private static byte[] Binding(string key, ReadOnlySpan<byte> clear) => [.. clear, .. Encoding.UTF8.GetBytes(key)];
}
