using Microsoft.Extensions.Options;
using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>The section <c>objectives</c> of the status.</summary>
internal sealed class ObjectivesStatusSection(RouteObjectives routes, IOptionsMonitor<MonitoringOptions> options)
    : IStatusSection
{
    // Enough for every budget that the settings allow, and without the noise of floating point.
    private const int Digits = 6;

    public string Name => ObjectivesStatus.SectionName;

    public object Read()
    {
        var window = options.CurrentValue.Window;
        List<(RouteObjective Objective, ObjectiveCounts Counts)> read =
            [.. routes.All.Select(route => (route.Objective, route.Read(window))).Where(route => route.Item2.All > 0)];
        return new ObjectivesStatus(
            read.Sum(route => route.Counts.Good),
            read.Sum(route => route.Counts.Degraded),
            read.Sum(route => route.Counts.Bad),
            AvailabilityOf(read),
            LatencyOf(read),
            [
                .. read.Select(route => new RouteObjectiveStatus(
                    route.Objective.Method,
                    route.Objective.Route,
                    route.Objective.Latency,
                    route.Counts.Good,
                    route.Counts.Degraded,
                    route.Counts.Bad,
                    AvailabilityOf([route]),
                    LatencyOf([route])))
            ]);
    }

    private ObjectiveResult AvailabilityOf(IReadOnlyList<(RouteObjective Objective, ObjectiveCounts Counts)> read) =>
        Of([.. read.Select(route => (route.Objective.Availability, route.Counts.Bad, route.Counts.All))],
            routes.Default.Availability);

    private ObjectiveResult LatencyOf(IReadOnlyList<(RouteObjective Objective, ObjectiveCounts Counts)> read) =>
        Of([.. read.Select(route =>
                (route.Objective.LatencyShare, route.Counts.Bad + route.Counts.Degraded, route.Counts.All))],
            routes.Default.LatencyShare);

    private static ObjectiveResult Of(IReadOnlyList<(double Objective, int Missed, int All)> routes, double byDefault)
    {
        var all = routes.Sum(route => route.All);
        if (all == 0)
        {
            return new(byDefault, Achieved: null, Burn: 0);
        }

        var budget = routes.Sum(route => route.All * (1 - route.Objective));
        var missed = routes.Sum(route => route.Missed);
        return new(
            Math.Round(1 - (budget / all), Digits),
            Math.Round(1 - ((double)missed / all), Digits),
            Math.Round(missed / budget, Digits));
    }
}
