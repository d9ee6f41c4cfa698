namespace ServiceDefaults.Caching;

/// <summary>The result of a cache lookup.</summary>
/// <param name="Response">The cached response, if there is a current one.</param>
/// <param name="ErasedAt">The as-of time of the tombstone, if there is one.</param>
public readonly record struct CacheLookup(CachedResponse? Response, DateTimeOffset? ErasedAt)
{
    /// <summary>A cache miss.</summary>
    public static CacheLookup Miss => default;
}
