namespace ServiceDefaults.Objectives;

/// <summary>
/// The names of the metrics, in the meter <c>ServiceDefaults.Resilience</c>. All have the tags <c>method</c> and
/// <c>route</c> (the template, never a path). Each route has all of them from the start on.
/// </summary>
public static class ObjectiveMetrics
{
    /// <summary>Counter of requests, by <c>outcome</c>: good, degraded, bad.</summary>
    public const string Requests = "objective_requests_total";

    /// <summary>
    /// Gauge of the objective, as a share of the requests, by <c>objective</c>: availability, latency.
    /// </summary>
    public const string Target = "objective_target";

    /// <summary>Gauge of the latency objective in seconds.</summary>
    public const string Latency = "objective_latency_seconds";

    internal const string Method = "method";
    internal const string Route = "route";
    internal const string Outcome = "outcome";
    internal const string Objective = "objective";
}
