using System.Diagnostics;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Caching.Internal;

/// <summary>Decides which cached responses, in memory and in Redis, are current.</summary>
internal sealed class FallbackCache(
    LocalCache local,
    RedisCacheEntries shared,
    InvalidationStore marks,
    CacheWriteQueue writer,
    KeyedNames names,
    CacheInstruments instruments,
    TimeProvider time) : IFallbackCache
{
    public string NameOf(params ReadOnlySpan<string> parts) => names.Of(parts);

    public bool IsCurrent(
        CachedResponseKey key, string everything, string? version, DateTimeOffset asOf, TimeSpan refreshAfter)
    {
        if (version is null || local.Get(key) is not { } kept)
        {
            return false;
        }

        return string.Equals(kept.Version, version, StringComparison.Ordinal)
            && asOf - kept.AsOf < refreshAfter
            && !kept.Tags.Append(key.Tag).Append(everything).Any(subject => marks.Local(subject).Outdates(kept));
    }

    public void Store(CachedResponseKey key, CachedResponse copy, TimeSpan maxStale)
    {
        if (local.Set(key, copy, maxStale))
        {
            writer.Enqueue(cancellationToken => WriteAsync(key, copy, maxStale, cancellationToken));
        }
    }

    public async ValueTask<CacheLookup> GetAsync(
        CachedResponseKey key, TimeSpan maxStale, string everything, CancellationToken cancellationToken)
    {
        // Detached from the caller's trace, because an unavailable Redis is no failure of the request; and from its
        // deadline, because a cached response is needed most when the time is up.
        (Activity.Current, RequestDeadline.Current) = (null, null);
        var latest = marks.LatestAsync([key.Tag, everything], cancellationToken);
        var here = local.Get(key);
        var copy = here ?? await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false);
        var mark = await latest.ConfigureAwait(false);
        var lookup = await JudgeAsync(copy, mark, maxStale, cancellationToken).ConfigureAwait(false);
        if (lookup.Response is null && here is not null)
        {
            // Redis may hold a more recent response that another replica has written.
            lookup = await JudgeAsync(
                await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false),
                mark,
                maxStale,
                cancellationToken).ConfigureAwait(false);
        }

        return lookup;
    }

    public async ValueTask InvalidateAsync(
        IReadOnlyList<string> subjects, InvalidationKind change, CancellationToken cancellationToken) =>
        await marks.RaiseAsync(subjects, change).WaitAsync(cancellationToken).ConfigureAwait(false);

    public void SetTombstone(string subject, DateTimeOffset asOf)
    {
        var mark = Invalidation.Of(InvalidationKind.Erased, asOf);
        marks.RaiseHere(subject, mark);
        writer.Enqueue(cancellationToken => ForgetAsync(subject, mark, cancellationToken));
    }

    private async ValueTask<CacheLookup> JudgeAsync(
        CachedResponse? copy, Invalidation mark, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        if (copy is { Tags.Count: > 0 })
        {
            mark = Invalidation.Latest(
                mark, await marks.LatestAsync(copy.Tags, cancellationToken).ConfigureAwait(false));
        }

        if (copy is null || mark.Outdates(copy))
        {
            if (copy is not null)
            {
                instruments.Outdated();
            }

            return mark.IsErasure ? new(Response: null, mark.KnownAt) : CacheLookup.Miss;
        }

        return time.GetUtcNow() - copy.AsOf <= maxStale ? new(copy, ErasedAt: null) : CacheLookup.Miss;
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
        CachedResponseKey key, CachedResponse copy, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        // The write was queued and the response read before that, so it can be too old or outdated by now.
        var left = copy.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero || marks.Local(key.Tag).Outdates(copy))
        {
            return;
        }

        try
        {
            await shared.SetAsync(key, copy, left, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Another call may have stored a tombstone meanwhile, and checked Redis before this response was there. The
            // response can be there even if the write failed.
            if (marks.Local(key.Tag) is { IsErasure: true } mark && mark.Outdates(copy))
            {
                await marks.RaiseAsync(key.Tag, mark).ConfigureAwait(false);
            }
        }
    }

    private async Task ForgetAsync(string subject, Invalidation mark, CancellationToken cancellationToken)
    {
        if (await shared.HasResponsesAsync(subject, cancellationToken).ConfigureAwait(false))
        {
            await marks.RaiseAsync(subject, mark).ConfigureAwait(false);
        }
    }
}
