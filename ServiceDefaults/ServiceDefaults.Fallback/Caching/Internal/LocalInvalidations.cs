using System.Collections.Concurrent;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The invalidations in the memory of this process. Their number is limited: beyond it the older half is dropped, and
/// every cached response as old as the latest of these counts as outdated. That loses cached responses, but never
/// returns an outdated one.
/// </summary>
internal sealed class LocalInvalidations(TimeProvider time, TimeSpan lifetime, int limit)
{
    private readonly ConcurrentDictionary<string, Invalidation> _invalidations = new(StringComparer.Ordinal);
    private readonly Lock _sweeping = new();
    private long _floor;
    private long _nextSweep;

    public Invalidation Of(string tag)
    {
        // In this order, because the floor is raised before an invalidation is dropped.
        var isInvalidated = _invalidations.TryGetValue(tag, out var invalidation);
        var floor = Invalidation.OfUnknownKind(new(Volatile.Read(ref _floor), TimeSpan.Zero));
        return isInvalidated ? Invalidation.Latest(floor, invalidation) : floor;
    }

    public void Raise(string tag, Invalidation invalidation)
    {
        _invalidations.AddOrUpdate(
            tag,
            static (_, added) => added,
            static (_, known, added) => Invalidation.Latest(known, added),
            invalidation);
        var now = time.GetUtcNow();
        if (_invalidations.Count > limit || now.Ticks > Volatile.Read(ref _nextSweep))
        {
            Sweep(now);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        lock (_sweeping)
        {
            Volatile.Write(ref _nextSweep, (now + (lifetime / 4)).Ticks);
            foreach (var (tag, invalidation) in _invalidations)
            {
                if (invalidation.At + lifetime < now)
                {
                    _invalidations.TryRemove(new(tag, invalidation));
                }
            }

            if (_invalidations.Count > limit)
            {
                DropOlderHalf();
            }
        }
    }

    private void DropOlderHalf()
    {
        var known = _invalidations.ToArray();
        Array.Sort(known, static (one, other) => one.Value.At.CompareTo(other.Value.At));
        var dropped = known.AsSpan(0, known.Length - (limit / 2));

        // The floor is raised first, so that at every moment either it or the invalidation applies. An invalidation
        // that was replaced meanwhile is a different value, and stays.
        Volatile.Write(ref _floor, Math.Max(_floor, dropped[^1].Value.At.Ticks));
        foreach (var invalidation in dropped)
        {
            _invalidations.TryRemove(invalidation);
        }
    }
}
