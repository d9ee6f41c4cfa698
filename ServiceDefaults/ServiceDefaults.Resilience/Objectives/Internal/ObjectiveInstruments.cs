using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Events;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>
/// The metrics, read from the counters when they are collected, so that recording a request costs nothing more. A
/// hosted service, so that the host creates it: no other service depends on it.
/// </summary>
internal sealed class ObjectiveInstruments : IHostedService
{
    private static readonly (ObjectiveOutcome Outcome, string Name)[] Outcomes =
        [(ObjectiveOutcome.Good, "good"), (ObjectiveOutcome.Degraded, "degraded"), (ObjectiveOutcome.Bad, "bad")];

    public ObjectiveInstruments(IMeterFactory meters, RouteObjectives routes)
    {
        var meter = meters.Create(ResilienceMetrics.MeterName);
        meter.CreateObservableCounter(ObjectiveMetrics.Requests, () =>
            from route in routes.All
            from outcome in Outcomes
            select Measure(route, route.Total(outcome.Outcome), ObjectiveMetrics.Outcome, outcome.Name));
        meter.CreateObservableGauge(ObjectiveMetrics.Target, () =>
            from route in routes.All
            from target in new[]
            {
                (Name: "availability", Value: route.Objective.Availability),
                (Name: "latency", Value: route.Objective.LatencyShare),
            }
            select Measure(route, target.Value, ObjectiveMetrics.Objective, target.Name));
        meter.CreateObservableGauge(ObjectiveMetrics.Latency, () => routes.All.Select(route =>
            new Measurement<double>(
                route.Objective.Latency.TotalSeconds,
                new KeyValuePair<string, object?>(ObjectiveMetrics.Method, route.Objective.Method),
                new KeyValuePair<string, object?>(ObjectiveMetrics.Route, route.Objective.Route))));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Measurement<T> Measure<T>(RouteCounters route, T value, string tag, string tagValue)
        where T : struct => new(
            value,
            new KeyValuePair<string, object?>(ObjectiveMetrics.Method, route.Objective.Method),
            new KeyValuePair<string, object?>(ObjectiveMetrics.Route, route.Objective.Route),
            new KeyValuePair<string, object?>(tag, tagValue));
}
