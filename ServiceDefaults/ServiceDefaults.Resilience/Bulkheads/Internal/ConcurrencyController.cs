namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// Counts the operations of one bulkhead and decides when an interval has ended. Not thread-safe, because the bulkhead
/// holds a lock anyway.
/// </summary>
internal sealed class ConcurrencyController(AdaptiveConcurrencyOptions options, int maximum, int initial)
{
    private long? _intervalStart;
    private long? _lastChange;
    private int _calls;
    private int _overloaded;
    private int _peakActive;

    /// <summary>The permits in force.</summary>
    public int Limit { get; private set; } = Math.Clamp(initial, Math.Min(options.MinConcurrency, maximum), maximum);

    public void Entered(int active) => _peakActive = Math.Max(_peakActive, active);

    /// <summary>Counts an operation that has ended.</summary>
    /// <param name="operation">When it began and ended, and whether the dependency was overloaded.</param>
    /// <param name="active">The permits in use.</param>
    /// <param name="time">The clock of the timestamps.</param>
    public void Record(in MeasuredOperation operation, int active, TimeProvider time)
    {
        _intervalStart ??= operation.StartedAt;
        // An operation that began before the last change had the former limit: a second decrease for the same overload
        // would go far below the capacity.
        if (operation.StartedAt >= (_lastChange ?? operation.StartedAt))
        {
            _calls++;
            _overloaded += operation.IsOverloaded
                || time.GetElapsedTime(operation.StartedAt, operation.EndedAt) > options.LatencyTarget ? 1 : 0;
        }

        if (_calls >= options.MinimumCalls
            && time.GetElapsedTime(_intervalStart.Value, operation.EndedAt) >= options.Interval)
        {
            Decide(operation.EndedAt, active);
        }
    }

    private void Decide(long now, int active)
    {
        var next = AdaptiveConcurrency.Next(Limit, maximum, new(_calls, _overloaded, _peakActive), options);
        if (next != Limit)
        {
            (Limit, _lastChange) = (next, now);
        }

        (_intervalStart, _calls, _overloaded, _peakActive) = (now, 0, 0, active);
    }
}

/// <summary>An operation that says something about the capacity of the dependency.</summary>
/// <param name="StartedAt">The timestamp of its start, after it had its permit.</param>
/// <param name="EndedAt">The timestamp of its end.</param>
/// <param name="IsOverloaded">Whether it timed out or was told to send less.</param>
internal readonly record struct MeasuredOperation(long StartedAt, long EndedAt, bool IsOverloaded);
