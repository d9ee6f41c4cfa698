namespace ServiceDefaults.Queueing.Internal;

/// <summary>Records whether the last recent count found a queue empty, for use without a call to Redis.</summary>
internal sealed class EmptyQueueHint(TimeSpan interval, TimeProvider time)
{
    // Two counts in a row may fail before the record expires.
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

    /// <summary>
    /// Call it when a command is about to be queued: a count that is in progress does not include that command.
    /// </summary>
    public void Reset()
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
