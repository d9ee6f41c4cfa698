using System.Diagnostics;
using ServiceDefaults.Encryption;
using ServiceDefaults.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// FusionCache keeps; what may be believed is decided here. It would go by the time of writing and says nothing of a copy's age. It would also mark the
/// caller's span as failed when Redis is away, so it is called without one.
/// </summary>
internal sealed class CopyStore(
    FusionCaches caches, CopyMarks marks, CopyWriter writer, IRedisClient redis, KeyedNames names, CacheInstruments instruments, TimeProvider time) : ICopyStore
{
    private static readonly FusionCacheEntryOptions OnlyMemory = new FusionCacheEntryOptions().SetSkipDistributedCache(skip: true, skipBackplaneNotifications: true);

    public string NameOf(params ReadOnlySpan<string> parts) => names.Of(parts);

    public bool IsKept(CopyKey key, string everything, string? version, DateTimeOffset asOf, TimeSpan refreshAfter)
    {
        if (version is null || InMemory(key) is not { } kept)
        {
            return false;
        }

        return string.Equals(kept.Version, version, StringComparison.Ordinal)
            && asOf - kept.AsOf < refreshAfter
            && !kept.Subjects.Append(key.Subject).Append(everything).Any(subject => marks.Local(subject).Outdates(kept));
    }

    public void Keep(CopyKey key, Copy copy, TimeSpan maxStale)
    {
        if (InMemory(key) is { } kept && kept.AsOf > copy.AsOf)
        {
            return;
        }

        caches.Copies.Set(RedisKeys.Copy(key), copy, Options(copy, maxStale).SetSkipDistributedCache(skip: true, skipBackplaneNotifications: true));
        writer.Enqueue(cancellationToken => WriteAsync(key, copy, maxStale, cancellationToken));
    }

    public async ValueTask<CopyLookup> FindAsync(CopyKey key, TimeSpan maxStale, string everything, CancellationToken cancellationToken)
    {
        Activity.Current = null;
        var latest = marks.LatestAsync([key.Subject, everything], cancellationToken);
        var here = InMemory(key);
        var copy = here ?? await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false);
        var mark = await latest.ConfigureAwait(false);
        var lookup = await JudgeAsync(copy, mark, maxStale, cancellationToken).ConfigureAwait(false);
        if (lookup.Copy is null && here is not null)
        {
            // Another replica may have read it anew since.
            lookup = await JudgeAsync(await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false), mark, maxStale, cancellationToken).ConfigureAwait(false);
        }

        return lookup;
    }

    public async ValueTask MarkAsync(IReadOnlyList<string> subjects, SubjectChange change, CancellationToken cancellationToken) =>
        await marks.RaiseAsync(subjects, change).WaitAsync(cancellationToken).ConfigureAwait(false);

    public void Forget(string subject, DateTimeOffset asOf)
    {
        var mark = Mark.Of(SubjectChange.Erased, asOf);
        marks.RaiseHere(subject, mark);
        writer.Enqueue(cancellationToken => ForgetAsync(subject, mark, cancellationToken));
    }

    private async ValueTask<CopyLookup> JudgeAsync(Copy? copy, Mark mark, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        if (copy is { Subjects.Count: > 0 })
        {
            mark = Mark.Latest(mark, await marks.LatestAsync(copy.Subjects, cancellationToken).ConfigureAwait(false));
        }

        if (copy is null || mark.Outdates(copy))
        {
            if (copy is not null)
            {
                instruments.Outdated();
            }

            return mark.IsErasure ? new(Copy: null, mark.KnownAt) : CopyLookup.Nothing;
        }

        return time.GetUtcNow() - copy.AsOf <= maxStale ? new(copy, ErasedAt: null) : CopyLookup.Nothing;
    }

    private FusionCacheEntryOptions Options(Copy copy, TimeSpan duration) => caches.Copies.CreateEntryOptions(duration: duration).SetSize(copy.Size);

    private Copy? InMemory(CopyKey key)
    {
        var kept = caches.Copies.TryGet<Copy>(RedisKeys.Copy(key), OnlyMemory);
        return kept.HasValue ? kept.Value : null;
    }

    private async Task<Copy?> InRedisAsync(CopyKey key, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        var options = caches.Copies.CreateEntryOptions(duration: maxStale).SetSkipMemoryCacheRead();
        var found = await caches.Copies.TryGetAsync<Copy>(RedisKeys.Copy(key), options, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    private async Task WriteAsync(CopyKey key, Copy copy, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        // It has been waiting, and was read some time before that.
        var left = copy.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero || marks.Local(key.Subject).Outdates(copy))
        {
            return;
        }

        await caches.Copies.SetAsync(RedisKeys.Copy(key), copy, Options(copy, left).SetSkipMemoryCacheWrite(), tags: null, cancellationToken).ConfigureAwait(false);
        if (marks.Local(key.Subject) is { IsErasure: true } mark && mark.Outdates(copy))
        {
            // Found gone meanwhile, by somebody who may have looked into Redis before this copy was there.
            await marks.RaiseAsync(key.Subject, mark).ConfigureAwait(false);
        }
    }

    private async Task ForgetAsync(string subject, Mark mark, CancellationToken cancellationToken)
    {
        var isKnown = await redis.ExecuteAsync(
            "has_copies", static (database, key) => database.KeyExistsAsync(key), RedisKeys.Index(subject), cancellationToken).ConfigureAwait(false);
        if (isKnown)
        {
            await marks.RaiseAsync(subject, mark).ConfigureAwait(false);
        }
    }
}
