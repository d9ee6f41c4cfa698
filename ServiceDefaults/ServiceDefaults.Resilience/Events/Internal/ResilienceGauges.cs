using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Events.Internal;

/// <summary>
/// The observable gauges. A hosted service, so that the host creates it: no other service depends on it.
/// </summary>
internal sealed class ResilienceGauges : IHostedService
{
    public ResilienceGauges(IMeterFactory meters, DependencyStateRegistry states)
    {
        var meter = meters.Create(ResilienceMetrics.MeterName);
        meter.CreateObservableGauge(ResilienceMetrics.CircuitState, () => states.All
            .Select(state => new Measurement<int>((int)state.CircuitBreaker.State, ServiceTag(state.Name))));
        meter.CreateObservableGauge(ResilienceMetrics.RetryBudget, () =>
            from state in states.All
            let budget = state.RetryBudget
            where budget is not null
            select new Measurement<int>(budget.Remaining, ServiceTag(state.Name)));
        meter.CreateObservableGauge(ResilienceMetrics.BulkheadActive, () =>
            OfBulkheads(states, statistics => statistics.Active));
        meter.CreateObservableGauge(ResilienceMetrics.BulkheadQueued, () =>
            OfBulkheads(states, statistics => statistics.Queued));
        meter.CreateObservableGauge(ResilienceMetrics.BulkheadLimit, () =>
            OfBulkheads(states, statistics => statistics.ConcurrencyLimit));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Measurement<int>> OfBulkheads(
        DependencyStateRegistry states, Func<BulkheadStatistics, int> value) =>
        from state in states.All
        let bulkhead = state.Bulkhead
        where bulkhead is not null
        from statistics in bulkhead.GetStatistics()
        select new Measurement<int>(
            value(statistics.Value), ServiceTag(state.Name),
            new KeyValuePair<string, object?>(ResilienceMetrics.Criticality, statistics.Key));

    private static KeyValuePair<string, object?> ServiceTag(string name) => new(ResilienceMetrics.Service, name);
}
