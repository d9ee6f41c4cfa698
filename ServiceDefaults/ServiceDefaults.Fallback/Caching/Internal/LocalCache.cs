using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The cached responses in the memory of this process. Their total size is limited: what does not fit is not stored.
/// </summary>
internal sealed class LocalCache(IOptions<CachingOptions> options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _responses = new(new MemoryCacheOptions { SizeLimit = options.Value.MemoryLimit });
    private readonly Lock _storing = new();

    public CachedResponse? Get(CachedResponseKey key) => _responses.Get<CachedResponse>(key);

    /// <summary>Stores a response, unless it is too old already or a more recent one is cached.</summary>
    /// <returns>Whether the response is to be written to Redis, even if it did not fit into memory.</returns>
    public bool Set(CachedResponseKey key, CachedResponse response, TimeSpan maxStale)
    {
        var left = response.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // MemoryCache cannot compare and replace in one step, and of two concurrent responses the older must not
        // remain.
        lock (_storing)
        {
            if (Get(key) is { } cached && cached.AsOf > response.AsOf)
            {
                return false;
            }

            _responses.Set(
                key,
                response,
                new MemoryCacheEntryOptions { Size = response.Size, AbsoluteExpirationRelativeToNow = left });
            return true;
        }
    }

    public void Clear() => _responses.Clear();

    public void Dispose() => _responses.Dispose();
}
