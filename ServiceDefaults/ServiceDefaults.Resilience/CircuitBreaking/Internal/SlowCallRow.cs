namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// Slow calls in a row of which none overlaps another in time. Fifty calls that were under way during one pause of the dependency are one slow call; three that
/// came one after the other are three.
/// </summary>
internal sealed class SlowCallRow
{
    private int _count;
    private long _lastSeen;

    /// <summary>How many; also readable without the lock of the owner.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a call that began at one moment and was seen to be slow at another, unless it began before the last one was seen.</summary>
    public void Add(long began, long seen)
    {
        if (_count == 0 || began >= _lastSeen)
        {
            _lastSeen = seen;
            Volatile.Write(ref _count, _count + 1);
        }
    }

    public void Clear() => Volatile.Write(ref _count, 0);
}
