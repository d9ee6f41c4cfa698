using System.Diagnostics;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Caching.Internal;

/// <summary>Decides which cached responses, in memory and in Redis, are current.</summary>
internal sealed class FallbackCache(
    LocalCache local,
    RedisCacheEntries shared,
    InvalidationStore invalidations,
    CacheWriteQueue writer,
    KeyedNames names,
    CacheInstruments instruments,
    TimeProvider time) : IFallbackCache
{
    private long _clearedAt = DateTimeOffset.MinValue.UtcTicks;

    public string NameOf(params ReadOnlySpan<string> parts) => names.Of(parts);

    public bool IsCurrent(
        CachedResponseKey key, string allTag, string? version, DateTimeOffset asOf, TimeSpan refreshAfter)
    {
        if (version is null || local.Get(key) is not { } cached)
        {
            return false;
        }

        return string.Equals(cached.Version, version, StringComparison.Ordinal)
            && asOf - cached.AsOf < refreshAfter
            && !cached.Tags.Append(key.Tag).Append(allTag).Any(tag => invalidations.Local(tag).Outdates(cached));
    }

    public void Store(CachedResponseKey key, CachedResponse response, TimeSpan maxStale)
    {
        if (local.Set(key, response, maxStale))
        {
            writer.Enqueue(cancellationToken => WriteAsync(key, response, maxStale, cancellationToken));
        }
    }

    public async ValueTask<CacheLookup> GetAsync(
        CachedResponseKey key, TimeSpan maxStale, string allTag, CancellationToken cancellationToken)
    {
        // Detached from the caller's trace, because an unavailable Redis is no failure of the request; and from its
        // deadline, because a cached response is needed most when the time is up.
        (Activity.Current, RequestDeadline.Current) = (null, null);
        var latest = invalidations.LatestAsync([key.Tag, allTag], cancellationToken);
        var inMemory = local.Get(key);
        var response = inMemory ?? await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false);
        var invalidation = await latest.ConfigureAwait(false);
        var lookup = await EvaluateAsync(response, invalidation, maxStale, cancellationToken).ConfigureAwait(false);
        if (lookup.Response is null && inMemory is not null)
        {
            // Redis may hold a more recent response that another replica has written.
            lookup = await EvaluateAsync(
                await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false),
                invalidation,
                maxStale,
                cancellationToken).ConfigureAwait(false);
        }

        return lookup;
    }

    public async ValueTask InvalidateAsync(
        IReadOnlyList<string> tags, InvalidationKind change, CancellationToken cancellationToken) =>
        await invalidations.RaiseAsync(tags, change).WaitAsync(cancellationToken).ConfigureAwait(false);

    public void SetTombstone(string tag, DateTimeOffset asOf)
    {
        var invalidation = Invalidation.Of(InvalidationKind.Erased, asOf);
        invalidations.RaiseLocally(tag, invalidation);
        writer.Enqueue(cancellationToken => EraseAsync(tag, invalidation, cancellationToken));
    }

    public void Clear()
    {
        Interlocked.Exchange(ref _clearedAt, time.GetUtcNow().UtcTicks);
        local.Clear();
    }

    private async ValueTask<CacheLookup> EvaluateAsync(
        CachedResponse? response, Invalidation invalidation, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        if (response is { Tags.Count: > 0 })
        {
            invalidation = Invalidation.Latest(
                invalidation, await invalidations.LatestAsync(response.Tags, cancellationToken).ConfigureAwait(false));
        }

        if (response is not null && response.AsOf.UtcTicks <= Interlocked.Read(ref _clearedAt))
        {
            response = null;
        }

        if (response is null || invalidation.Outdates(response))
        {
            if (response is not null)
            {
                instruments.Outdated();
            }

            return invalidation.IsErasure ? new(Response: null, invalidation.KnownAt) : CacheLookup.Miss;
        }

        return time.GetUtcNow() - response.AsOf <= maxStale ? new(response, ErasedAt: null) : CacheLookup.Miss;
    }

    private async Task<CachedResponse?> InRedisAsync(
        CachedResponseKey key, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        var found = await shared.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            local.Set(key, found, maxStale);
        }

        return found;
    }

    private async Task WriteAsync(
        CachedResponseKey key, CachedResponse response, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        // The write was queued and the response read before that, so it can be too old or outdated by now.
        var left = response.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero || invalidations.Local(key.Tag).Outdates(response))
        {
            return;
        }

        try
        {
            await shared.SetAsync(key, response, left, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Another call may have stored a tombstone meanwhile, and checked Redis before this response was there. The
            // response can be there even if the write failed.
            if (invalidations.Local(key.Tag) is { IsErasure: true } invalidation && invalidation.Outdates(response))
            {
                await invalidations.RaiseAsync(key.Tag, invalidation).ConfigureAwait(false);
            }
        }
    }

    private async Task EraseAsync(string tag, Invalidation invalidation, CancellationToken cancellationToken)
    {
        if (await shared.HasResponsesAsync(tag, cancellationToken).ConfigureAwait(false))
        {
            await invalidations.RaiseAsync(tag, invalidation).ConfigureAwait(false);
        }
    }
}
