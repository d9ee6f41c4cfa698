namespace ServiceDefaults.Monitoring;

/// <summary>The metrics that have thresholds.</summary>
public enum AlertMetric
{
    /// <summary>Share of failed operations, 0 to 1.</summary>
    ErrorRate,

    /// <summary>95th percentile of the latency, in seconds.</summary>
    LatencyP95,

    /// <summary>Number of circuit openings in the window.</summary>
    CircuitTrips,
}
