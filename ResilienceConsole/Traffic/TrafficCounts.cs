namespace ResilienceConsole.Traffic;

/// <summary>The sample traffic since it was started.</summary>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="Outcomes">The number of requests by outcome.</param>
/// <param name="LastMilliseconds">How long the last request took.</param>
internal sealed record TrafficCounts(
    bool IsRunning, IReadOnlyDictionary<TrafficOutcome, long> Outcomes, double LastMilliseconds);
