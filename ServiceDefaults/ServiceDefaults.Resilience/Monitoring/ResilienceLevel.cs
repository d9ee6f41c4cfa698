using System.Text.Json.Serialization;
using ServiceDefaults.Monitoring.Internal;

namespace ServiceDefaults.Monitoring;

/// <summary>How well a dependency serves this process, by the thresholds of <see cref="MonitoringOptions"/>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ResilienceLevel>))]
public enum ResilienceLevel
{
    /// <summary>No metric exceeds a threshold.</summary>
    Healthy,

    /// <summary>A metric exceeds <see cref="MonitoringOptions.Degraded"/>.</summary>
    Degraded,

    /// <summary>A metric exceeds <see cref="MonitoringOptions.Critical"/>.</summary>
    Critical,
}
