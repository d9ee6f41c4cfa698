using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The cached responses in the memory of this process. Their total size is limited: what does not fit is not stored.
/// </summary>
internal sealed class LocalCache(IOptions<CachingOptions> options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _copies = new(new MemoryCacheOptions { SizeLimit = options.Value.MemoryLimit });
    private readonly Lock _keeping = new();

    public CachedResponse? Get(CachedResponseKey key) => _copies.Get<CachedResponse>(key);

    /// <summary>Stores a response, unless it is too old already or a more recent one is cached.</summary>
    /// <returns>Whether the response is to be written to Redis, even if it did not fit into memory.</returns>
    public bool Set(CachedResponseKey key, CachedResponse copy, TimeSpan maxStale)
    {
        var left = copy.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // MemoryCache cannot compare and replace in one step, and of two concurrent responses the older must not
        // remain.
        lock (_keeping)
        {
            if (Get(key) is { } kept && kept.AsOf > copy.AsOf)
            {
                return false;
            }

            _copies.Set(
                key, copy, new MemoryCacheEntryOptions { Size = copy.Size, AbsoluteExpirationRelativeToNow = left });
            return true;
        }
    }

    public void Dispose() => _copies.Dispose();
}
