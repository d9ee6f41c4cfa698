using ServiceDefaults.Counting;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>
/// Counts the requests of one route, in the sliding window and since the start. Recording allocates nothing.
/// Thread-safe.
/// </summary>
internal sealed class RouteCounters(RouteObjective objective, TimeSpan window, TimeProvider time)
{
    private const int Outcomes = 3;

    private readonly Lock _lock = new();
    private readonly SlidingCounters _counters = new(Outcomes, window, time);
    private readonly long[] _totals = new long[Outcomes];

    public RouteObjective Objective { get; } = objective;

    public void Record(ObjectiveOutcome outcome)
    {
        if (outcome == ObjectiveOutcome.NotCounted)
        {
            return;
        }

        lock (_lock)
        {
            _counters.Add((int)outcome, time.GetTimestamp());
            _totals[(int)outcome]++;
        }
    }

    /// <summary>The number of requests since the start.</summary>
    public long Total(ObjectiveOutcome outcome)
    {
        lock (_lock)
        {
            return _totals[(int)outcome];
        }
    }

    /// <summary>Reads the counts of a window that may have another length than before.</summary>
    public ObjectiveCounts Read(TimeSpan length)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _counters.ChangeWindow(length, now);
            return new(
                _counters.Total((int)ObjectiveOutcome.Good, now),
                _counters.Total((int)ObjectiveOutcome.Degraded, now),
                _counters.Total((int)ObjectiveOutcome.Bad, now));
        }
    }
}

/// <summary>The requests of a window.</summary>
internal sealed record ObjectiveCounts(int Good, int Degraded, int Bad)
{
    public int All => Good + Degraded + Bad;
}
