using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Caching.Internal;

/// <summary>The copies in the memory of this process. They are many and may be lost: what does not fit is not kept.</summary>
internal sealed class LocalCopies(IOptions<CachingOptions> options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _copies = new(new MemoryCacheOptions { SizeLimit = options.Value.MemoryLimit });
    private readonly Lock _keeping = new();

    public Copy? Find(CopyKey key) => _copies.Get<Copy>(key);

    /// <summary>Keeps a copy, unless it is too old already or a younger one is kept.</summary>
    /// <returns>Whether nothing speaks against the copy.</returns>
    public bool Keep(CopyKey key, Copy copy, TimeSpan maxStale)
    {
        var left = copy.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // The cache cannot compare and replace in one step, and of two answers at once the older must not be the one that stays.
        lock (_keeping)
        {
            if (Find(key) is { } kept && kept.AsOf > copy.AsOf)
            {
                return false;
            }

            _copies.Set(key, copy, new MemoryCacheEntryOptions { Size = copy.Size, AbsoluteExpirationRelativeToNow = left });
            return true;
        }
    }

    public void Dispose() => _copies.Dispose();
}
