namespace ServiceDefaults.Queueing.Internal;

/// <summary>What this process knows of a queue without asking: whether the last count, not long ago, found it empty.</summary>
internal sealed class LastCount(TimeSpan interval, TimeProvider time)
{
    // Two counts may fail before nothing is known any more.
    private const int IntervalsInForce = 3;

    private readonly Lock _lock = new();
    private int _generation;
    private long? _emptyAt;

    public bool WasEmpty
    {
        get
        {
            lock (_lock)
            {
                return _emptyAt is { } at && time.GetElapsedTime(at) < interval * IntervalsInForce;
            }
        }
    }

    /// <summary>Something is about to be queued: a count that is under way does not see it.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _generation++;
            _emptyAt = null;
        }
    }

    public int Begin()
    {
        lock (_lock)
        {
            return _generation;
        }
    }

    public void End(int begun, bool isEmpty)
    {
        lock (_lock)
        {
            _emptyAt = isEmpty && begun == _generation ? time.GetTimestamp() : null;
        }
    }
}
