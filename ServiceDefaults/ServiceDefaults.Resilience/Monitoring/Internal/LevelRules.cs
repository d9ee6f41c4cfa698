namespace ServiceDefaults.Monitoring.Internal;

/// <summary>Compares the metrics of a dependency with the thresholds.</summary>
internal static class LevelRules
{
    public static IEnumerable<Breach> Breaches(DependencyMetrics metrics, MonitoringOptions options)
    {
        var (degraded, critical) = (options.Degraded, options.Critical);
        Breach?[] breaches =
        [
            metrics.Successes + metrics.Failures >= options.MinimumOperations
                ? Compare(AlertMetric.ErrorRate, metrics.ErrorRate, degraded.ErrorRate, critical.ErrorRate)
                : null,
            metrics.Latency.P95 is { } latency && metrics.Latency.Count >= options.MinimumOperations
                ? Compare(
                    AlertMetric.LatencyP95,
                    latency,
                    degraded.LatencyP95.TotalSeconds,
                    critical.LatencyP95.TotalSeconds)
                : null,
            Compare(AlertMetric.CircuitTrips, metrics.Trips, degraded.CircuitTrips, critical.CircuitTrips),
        ];
        return breaches.OfType<Breach>();
    }

    private static Breach? Compare(AlertMetric metric, double value, double degraded, double critical) =>
        value > critical ? new(ResilienceLevel.Critical, metric, value, critical)
        : value > degraded ? new(ResilienceLevel.Degraded, metric, value, degraded)
        : null;
}

/// <summary>A metric that exceeds a threshold.</summary>
internal sealed record Breach(ResilienceLevel Level, AlertMetric Metric, double Value, double Threshold);
