using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Tests.Monitoring;

/// <summary>
/// The reference: it keeps every event and recomputes everything, by the definitions of the documentation and with the
/// guide's numbers.
/// </summary>
internal sealed class NaiveMonitor
{
    private static readonly TimeSpan Tenth = TimeSpan.FromSeconds(30);

    private readonly List<Event> _events = [];
    private readonly Dictionary<(string Dependency, AlertMetric Metric), (ResilienceLevel Level, DateTimeOffset Since)>
        _active = [];

    /// <summary>The raised (+) and cleared (-) alerts.</summary>
    public List<string> Log { get; } = [];

    public IEnumerable<(string, AlertMetric, ResilienceLevel, DateTimeOffset)> Active => _active
        .OrderBy(pair => pair.Key.Dependency, StringComparer.Ordinal).ThenBy(pair => pair.Key.Metric)
        .Select(pair => (pair.Key.Dependency, pair.Key.Metric, pair.Value.Level, pair.Value.Since));

    public void Add(string dependency, string kind, DateTimeOffset at, TimeSpan? duration = null) =>
        _events.Add(new(dependency, kind, at, duration));

    public int Count(string dependency, string kind, DateTimeOffset now) => InWindow(dependency, now)
        .Count(one => string.Equals(one.Kind, kind, StringComparison.Ordinal));

    public double? Exact(string dependency, int percent, DateTimeOffset now)
    {
        var sorted = Latencies(dependency, now).Order().ToList();
        return sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(sorted.Count * percent / 100m) - 1].TotalSeconds;
    }

    public double ErrorRate(string dependency, DateTimeOffset now)
    {
        var (good, bad) = (Count(dependency, "success", now), Count(dependency, "timeout", now));
        return bad == 0 ? 0 : (double)bad / (good + bad);
    }

    /// <summary>The current level; also records which alerts it raises and clears.</summary>
    public ResilienceLevel Evaluate(string dependency, DateTimeOffset now)
    {
        var ended = Count(dependency, "success", now) + Count(dependency, "timeout", now);
        var rate = ended < 10 ? 0 : ErrorRate(dependency, now);
        var latency = Latencies(dependency, now).Count() < 10 ? 0 : Exact(dependency, 95, now)!.Value;
        ResilienceLevel[] levels =
        [
            Note(dependency, AlertMetric.ErrorRate, rate > 0.25 ? 2 : rate > 0.1 ? 1 : 0, now),
            Note(dependency, AlertMetric.LatencyP95, latency > 10 ? 2 : latency > 5 ? 1 : 0, now),
            Note(dependency, AlertMetric.CircuitTrips, Count(dependency, "trip", now) switch
            {
                > 10 => 2,
                > 3 => 1,
                _ => 0,
            }, now),
        ];
        return levels.Max();
    }

    private ResilienceLevel Note(string dependency, AlertMetric metric, int severity, DateTimeOffset now)
    {
        var level = (ResilienceLevel)severity;
        var was = _active.TryGetValue((dependency, metric), out var active) ? active.Level : ResilienceLevel.Healthy;
        if (was == level)
        {
            return level;
        }

        if (_active.Remove((dependency, metric)))
        {
            Log.Add($"-{dependency} {metric} {was}");
        }

        if (level != ResilienceLevel.Healthy)
        {
            _active.Add((dependency, metric), (level, now));
            Log.Add($"+{dependency} {metric} {level}");
        }

        return level;
    }

    private IEnumerable<TimeSpan> Latencies(string dependency, DateTimeOffset now) =>
        InWindow(dependency, now).Select(one => one.Duration).OfType<TimeSpan>();

    // The slices of a dependency start with its first event.
    private IEnumerable<Event> InWindow(string dependency, DateTimeOffset now)
    {
        var all = _events.Where(one => string.Equals(one.Dependency, dependency, StringComparison.Ordinal)).ToList();
        return all.Where(one => TenthOf(now, all[0]) - TenthOf(one.At, all[0]) <= 10);
    }

    private static long TenthOf(DateTimeOffset time, Event first) => (time - first.At).Ticks / Tenth.Ticks;

    private sealed record Event(string Dependency, string Kind, DateTimeOffset At, TimeSpan? Duration);
}
