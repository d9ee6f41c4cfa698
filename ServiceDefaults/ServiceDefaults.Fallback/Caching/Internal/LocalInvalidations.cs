using System.Collections.Concurrent;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The invalidations in the memory of this process. Their number is limited: beyond it the older half is dropped, and
/// every cached response as old as the latest of these counts as outdated. That loses cached responses, but never
/// returns an outdated one.
/// </summary>
internal sealed class LocalInvalidations(TimeProvider time, TimeSpan lifetime, int limit)
{
    private readonly ConcurrentDictionary<string, Invalidation> _marks = new(StringComparer.Ordinal);
    private readonly Lock _sweeping = new();
    private long _floor;
    private long _nextSweep;

    public Invalidation Of(string subject)
    {
        // In this order, because the floor is raised before an invalidation is dropped.
        var isMarked = _marks.TryGetValue(subject, out var mark);
        var floor = Invalidation.Heard(new(Volatile.Read(ref _floor), TimeSpan.Zero));
        return isMarked ? Invalidation.Latest(floor, mark) : floor;
    }

    public void Raise(string subject, Invalidation mark)
    {
        _marks.AddOrUpdate(
            subject, static (_, added) => added, static (_, known, added) => Invalidation.Latest(known, added), mark);
        var now = time.GetUtcNow();
        if (_marks.Count > limit || now.Ticks > Volatile.Read(ref _nextSweep))
        {
            Sweep(now);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        lock (_sweeping)
        {
            Volatile.Write(ref _nextSweep, (now + (lifetime / 4)).Ticks);
            foreach (var (subject, mark) in _marks)
            {
                if (mark.At + lifetime < now)
                {
                    _marks.TryRemove(new(subject, mark));
                }
            }

            if (_marks.Count > limit)
            {
                ForgetOlderHalf();
            }
        }
    }

    private void ForgetOlderHalf()
    {
        var known = _marks.ToArray();
        Array.Sort(known, static (one, other) => one.Value.At.CompareTo(other.Value.At));
        var forgotten = known.AsSpan(0, known.Length - (limit / 2));

        // The floor is raised first, so that at every moment either it or the invalidation applies. An invalidation
        // that was replaced meanwhile is a different value, and stays.
        Volatile.Write(ref _floor, Math.Max(_floor, forgotten[^1].Value.At.Ticks));
        foreach (var mark in forgotten)
        {
            _marks.TryRemove(mark);
        }
    }
}
