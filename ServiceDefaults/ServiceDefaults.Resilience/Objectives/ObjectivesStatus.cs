namespace ServiceDefaults.Objectives;

/// <summary>
/// The section <c>objectives</c> of the status: what the requests of the sliding window were, which is that of the
/// status (<c>Monitoring:Window</c>). It is that of one process; error budgets of hours and days are in the metrics.
/// </summary>
/// <param name="Good">The number of good requests.</param>
/// <param name="Degraded">The number of degraded requests.</param>
/// <param name="Bad">The number of bad requests.</param>
/// <param name="Availability">The objective for requests that are not bad.</param>
/// <param name="Latency">The objective for good requests.</param>
/// <param name="Routes">The routes that had requests in the window, by template and method.</param>
public sealed record ObjectivesStatus(
    int Good,
    int Degraded,
    int Bad,
    ObjectiveResult Availability,
    ObjectiveResult Latency,
    IReadOnlyList<RouteObjectiveStatus> Routes)
{
    /// <summary>The name of the section.</summary>
    public const string SectionName = "objectives";
}

/// <summary>The requests of one route in the sliding window.</summary>
/// <param name="Method">The method.</param>
/// <param name="Route">The template.</param>
/// <param name="Within">The time within which an answer is a good one.</param>
/// <param name="Good">The number of good requests.</param>
/// <param name="Degraded">The number of degraded requests.</param>
/// <param name="Bad">The number of bad requests.</param>
/// <param name="Availability">The objective for requests that are not bad.</param>
/// <param name="Latency">The objective for good requests.</param>
public sealed record RouteObjectiveStatus(
    string Method,
    string Route,
    TimeSpan Within,
    int Good,
    int Degraded,
    int Bad,
    ObjectiveResult Availability,
    ObjectiveResult Latency);

/// <summary>An objective, and what was achieved.</summary>
/// <param name="Objective">
/// The share of requests that the settings ask for. That of several routes is weighted by their requests.
/// </param>
/// <param name="Achieved">The share that was achieved; <see langword="null"/> without requests.</param>
/// <param name="Burn">
/// How fast the error budget is used: 1 uses just the budget, 10 uses it in a tenth of the time; 0 without requests.
/// </param>
public sealed record ObjectiveResult(double Objective, double? Achieved, double Burn);
