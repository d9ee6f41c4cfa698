using ServiceDefaults.Caching;

namespace ServiceDefaults.Fallback;

/// <summary>Invalidates cached responses. Writes use it, so that no fallback returns outdated data.</summary>
public interface ICacheInvalidator
{
    /// <summary>
    /// Invalidates the cached responses of the caller's tenant that have one of the tags and are not younger than now.
    /// Call it before a write is sent and again after it, whatever the outcome. It applies in every replica as soon as
    /// it returns, or as soon as Redis is available again.
    /// </summary>
    /// <param name="change">The kind of the invalidation.</param>
    /// <param name="tags">The cache tags.</param>
    /// <returns>A task that ends when Redis has stored the invalidation, or is known to be unavailable.</returns>
    ValueTask InvalidateAsync(InvalidationKind change, params IReadOnlyList<CacheTag> tags);
}
