namespace ServiceDefaults.Monitoring;

/// <summary>
/// The names of the metrics, in the meter <c>ServiceDefaults.Resilience</c>. All have the tag <c>service</c> (the
/// dependency).
/// </summary>
public static class MonitoringMetrics
{
    /// <summary>Counter of raised alerts, by <c>metric</c> and <c>level</c>.</summary>
    public const string Alerts = "resilience_alerts_total";

    /// <summary>Gauge of the level: 0 healthy, 1 degraded, 2 critical.</summary>
    public const string Level = "resilience_level";

    internal const string Metric = "metric";
    internal const string LevelTag = "level";
}
