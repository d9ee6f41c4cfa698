using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Monitoring;

/// <summary>The thresholds of one level. A dependency has the level when a metric exceeds its threshold.</summary>
public sealed class MonitoringThresholds
{
    /// <summary>Share of failed operations.</summary>
    /// <value>The default is 0.1 for degraded and 0.25 for critical; from 0 to 1, where 1 is never exceeded.</value>
    [Range(0.0, 1.0)]
    public double ErrorRate { get; set; }

    /// <summary>95th percentile of the latency.</summary>
    /// <value>The default is 5 seconds for degraded and 10 for critical; from 1 millisecond to 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:15:00")]
    public TimeSpan LatencyP95 { get; set; }

    /// <summary>Number of circuit openings in the window.</summary>
    /// <value>The default is 3 for degraded and 10 for critical; from 0 to 1,000,000.</value>
    [Range(0, 1_000_000)]
    public int CircuitTrips { get; set; }
}
