using System.Diagnostics;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Caching.Internal;

/// <summary>Decides which cached responses, in memory and in Redis, are current.</summary>
internal sealed class CopyStore(
    LocalCopies local, RedisEntries shared, CopyMarks marks, CopyWriter writer, KeyedNames names, CacheInstruments instruments, TimeProvider time) : ICopyStore
{
    public string NameOf(params ReadOnlySpan<string> parts) => names.Of(parts);

    public bool IsKept(CopyKey key, string everything, string? version, DateTimeOffset asOf, TimeSpan refreshAfter)
    {
        if (version is null || local.Find(key) is not { } kept)
        {
            return false;
        }

        return string.Equals(kept.Version, version, StringComparison.Ordinal)
            && asOf - kept.AsOf < refreshAfter
            && !kept.Subjects.Append(key.Subject).Append(everything).Any(subject => marks.Local(subject).Outdates(kept));
    }

    public void Keep(CopyKey key, Copy copy, TimeSpan maxStale)
    {
        if (local.Keep(key, copy, maxStale))
        {
            writer.Enqueue(cancellationToken => WriteAsync(key, copy, maxStale, cancellationToken));
        }
    }

    public async ValueTask<CopyLookup> FindAsync(CopyKey key, TimeSpan maxStale, string everything, CancellationToken cancellationToken)
    {
        // Detached from the caller's trace, because an unavailable Redis is no failure of the request; and from its
        // deadline, because a cached response is needed most when the time is up.
        (Activity.Current, RequestDeadline.Current) = (null, null);
        var latest = marks.LatestAsync([key.Subject, everything], cancellationToken);
        var here = local.Find(key);
        var copy = here ?? await InRedisAsync(key, maxStale, cancellationToken).ConfigureAwait(false);
        var mark = await latest.ConfigureAwait(false);
        var lookup = await JudgeAsync(copy, mark, maxStale, cancellationToken).ConfigureAwait(false);
        if (lookup.Copy is null && here is not null)
        {
            // Redis may hold a more recent response that another replica has written.
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

    private async Task<Copy?> InRedisAsync(CopyKey key, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        var found = await shared.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            local.Keep(key, found, maxStale);
        }

        return found;
    }

    private async Task WriteAsync(CopyKey key, Copy copy, TimeSpan maxStale, CancellationToken cancellationToken)
    {
        // The write was queued and the response read before that, so it can be too old or outdated by now.
        var left = copy.AsOf + maxStale - time.GetUtcNow();
        if (left <= TimeSpan.Zero || marks.Local(key.Subject).Outdates(copy))
        {
            return;
        }

        try
        {
            await shared.WriteAsync(key, copy, left, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Another call may have stored a tombstone meanwhile, and checked Redis before this response was there. The
            // response can be there even if the write failed.
            if (marks.Local(key.Subject) is { IsErasure: true } mark && mark.Outdates(copy))
            {
                await marks.RaiseAsync(key.Subject, mark).ConfigureAwait(false);
            }
        }
    }

    private async Task ForgetAsync(string subject, Mark mark, CancellationToken cancellationToken)
    {
        if (await shared.HasCopiesAsync(subject, cancellationToken).ConfigureAwait(false))
        {
            await marks.RaiseAsync(subject, mark).ConfigureAwait(false);
        }
    }
}
