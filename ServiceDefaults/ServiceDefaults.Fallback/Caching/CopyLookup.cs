namespace ServiceDefaults.Caching;

/// <summary>The result of a cache lookup.</summary>
/// <param name="Copy">The cached response, if there is a current one.</param>
/// <param name="ErasedAt">The as-of time of the tombstone, if there is one.</param>
public readonly record struct CopyLookup(Copy? Copy, DateTimeOffset? ErasedAt)
{
    /// <summary>A cache miss.</summary>
    public static CopyLookup Nothing => default;
}
