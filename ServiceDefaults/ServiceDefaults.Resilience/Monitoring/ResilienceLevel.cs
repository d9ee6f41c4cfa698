namespace ServiceDefaults.Monitoring;

/// <summary>How well a dependency serves this process, by the thresholds of <see cref="MonitoringOptions"/>.</summary>
public enum ResilienceLevel
{
    /// <summary>No metric exceeds a threshold.</summary>
    Healthy,

    /// <summary>A metric exceeds <see cref="MonitoringOptions.Degraded"/>.</summary>
    Degraded,

    /// <summary>A metric exceeds <see cref="MonitoringOptions.Critical"/>.</summary>
    Critical,
}
