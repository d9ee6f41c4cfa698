namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// Counts consecutive slow calls that do not overlap in time. Fifty calls in flight during one pause of the dependency
/// count as one slow call; three calls in sequence count as three.
/// </summary>
internal sealed class ConsecutiveSlowCalls
{
    private int _count;
    private long _lastSeen;

    /// <summary>The number of slow calls. Readable without the owner's lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Counts a call by its start and the time it was found slow, unless it started before the last one was found slow.
    /// </summary>
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
