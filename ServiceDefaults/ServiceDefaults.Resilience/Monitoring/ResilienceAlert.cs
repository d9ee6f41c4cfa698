namespace ServiceDefaults.Monitoring;

/// <summary>A metric of a dependency exceeds a threshold.</summary>
/// <param name="Level">The level whose threshold is exceeded: degraded or critical.</param>
/// <param name="Dependency">The name of the dependency.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Value">The metric's value at the last evaluation, in the unit of <paramref name="Metric"/>.</param>
/// <param name="Threshold">The threshold, in the same unit.</param>
/// <param name="Since">When the alert was raised.</param>
public sealed record ResilienceAlert(
    ResilienceLevel Level,
    string Dependency,
    AlertMetric Metric,
    double Value,
    double Threshold,
    DateTimeOffset Since);
