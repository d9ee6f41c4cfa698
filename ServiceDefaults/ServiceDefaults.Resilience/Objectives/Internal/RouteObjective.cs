namespace ServiceDefaults.Objectives.Internal;

/// <summary>The objectives of a route: its own, or those of all routes.</summary>
internal sealed class RouteObjective(
    string method, string route, ObjectiveOptions all, RouteObjectiveOptions? own)
{
    public string Method { get; } = method;

    public string Route { get; } = route;

    public double Availability { get; } = own?.Availability ?? all.Availability;

    public double LatencyShare { get; } = own?.LatencyShare ?? all.LatencyShare;

    public TimeSpan Latency { get; } = own?.Latency ?? all.Latency;
}
