namespace ServiceDefaults.Caching;

/// <summary>
/// Caches last known responses in two levels: the memory of this process, and Redis, which all replicas share. An
/// invalidation prevails over every cached response that is as old or older, in every replica and whatever the order of
/// arrival.
/// </summary>
public interface IFallbackCache
{
    /// <summary>Returns the hashed name of a cache tag, which is the same in all replicas.</summary>
    /// <param name="parts">The parts that identify the tag, beginning with the tenant.</param>
    /// <returns>A keyed hash.</returns>
    string NameOf(params ReadOnlySpan<string> parts);

    /// <summary>
    /// Whether memory holds a response of the same version that is recent enough, so that the new one need not be
    /// written.
    /// </summary>
    /// <param name="key">The key of the response.</param>
    /// <param name="allTag">The hashed name of the tag that covers all resources of the kind in the tenant.</param>
    /// <param name="version">The version of the new response; <see langword="null"/> never matches.</param>
    /// <param name="asOf">The as-of time of the new response.</param>
    /// <param name="refreshAfter">The new response is written if it is more recent by at least this.</param>
    /// <returns>Whether no write is needed.</returns>
    bool IsCurrent(
        CachedResponseKey key, string allTag, string? version, DateTimeOffset asOf, TimeSpan refreshAfter);

    /// <summary>
    /// Stores a response: in memory at once, in Redis in the background. A more recent cached response prevails, and so
    /// does an invalidation.
    /// </summary>
    /// <param name="key">The key of the response.</param>
    /// <param name="response">The response.</param>
    /// <param name="maxStale">The age up to which the response may be returned.</param>
    void Store(CachedResponseKey key, CachedResponse response, TimeSpan maxStale);

    /// <summary>
    /// Gets a cached response from the memory of this process, or else from Redis. An unavailable Redis is not an
    /// error: then only the memory is searched.
    /// </summary>
    /// <param name="key">The key of the response.</param>
    /// <param name="maxStale">The age up to which a response is returned.</param>
    /// <param name="allTag">The hashed name of the tag that covers all resources of the kind in the tenant.</param>
    /// <param name="cancellationToken">Cancels the lookup.</param>
    /// <returns>The result of the lookup.</returns>
    ValueTask<CacheLookup> GetAsync(
        CachedResponseKey key, TimeSpan maxStale, string allTag, CancellationToken cancellationToken);

    /// <summary>
    /// Invalidates the cached responses of these tags that are not younger than now: in this process at once; in Redis
    /// and in the other replicas before this returns or, when Redis is unavailable, as soon as it is available again.
    /// </summary>
    /// <param name="tags">The hashed names of the tags.</param>
    /// <param name="change">The kind of the invalidation.</param>
    /// <param name="cancellationToken">Stops waiting for Redis; the invalidation continues.</param>
    /// <returns>A task that ends when Redis has stored the invalidation, or is known to be unavailable.</returns>
    ValueTask InvalidateAsync(
        IReadOnlyList<string> tags, InvalidationKind change, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a tombstone for a resource that a read found not to exist any more. Its cached responses are outdated in
    /// this process at once, and in the other replicas soon. Redis gets the tombstone only if it has cached responses
    /// of the tag, so that requests for resources that never existed do not fill it. While Redis is unavailable, the
    /// tombstone stays in this process.
    /// </summary>
    /// <param name="tag">The hashed name of the tag.</param>
    /// <param name="asOf">The as-of time of the read.</param>
    void SetTombstone(string tag, DateTimeOffset asOf);

    /// <summary>
    /// Makes this process ignore the responses that are cached now, in its memory and in Redis. Those in Redis stay
    /// there until they expire, and other processes use them.
    /// </summary>
    void Clear();
}
