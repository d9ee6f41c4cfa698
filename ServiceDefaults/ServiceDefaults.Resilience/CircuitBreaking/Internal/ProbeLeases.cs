namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>The probes in flight in one half-open phase.</summary>
internal sealed class ProbeLeases
{
    private readonly List<(long Number, long Since)> _leases = [];
    private long _last;

    public int Count => _leases.Count;

    /// <summary>Timestamp of the oldest probe; the list is ordered by time.</summary>
    public long OldestSince => _leases[0].Since;

    public long Add(long now)
    {
        // Threads may arrive in a different order than they read the clock.
        _leases.Add((++_last, _leases.Count == 0 ? now : Math.Max(now, _leases[^1].Since)));
        return _last;
    }

    public void Remove(long number) => _leases.RemoveAll(lease => lease.Number == number);

    public void Clear() => _leases.Clear();
}
