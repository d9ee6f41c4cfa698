using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Events.Internal;

/// <summary>What is read off when somebody looks. A hosted service only in order to exist: nobody else would ask for it.</summary>
internal sealed class ResilienceGauges : IHostedService
{
    public ResilienceGauges(IMeterFactory meters, ICircuitRegistry circuits, IRetryBudgets budgets, IBulkheads bulkheads)
    {
        var meter = meters.Create(ResilienceMetrics.MeterName);
        meter.CreateObservableGauge(ResilienceMetrics.CircuitState, () => circuits.All
            .Select(circuit => new Measurement<int>((int)circuit.State, ServiceTag(circuit.Name))));
        meter.CreateObservableGauge(ResilienceMetrics.RetryBudget, () => budgets.All
            .Select(budget => new Measurement<int>(budget.Value.Remaining, ServiceTag(budget.Key))));
        meter.CreateObservableGauge(ResilienceMetrics.BulkheadActive, () => Of(bulkheads, statistics => statistics.Active));
        meter.CreateObservableGauge(ResilienceMetrics.BulkheadQueued, () => Of(bulkheads, statistics => statistics.Queued));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Measurement<int>> Of(IBulkheads bulkheads, Func<BulkheadStatistics, int> value) => bulkheads.All
        .Select(bulkhead => new Measurement<int>(
            value(bulkhead.Value.GetStatistics()),
            ServiceTag(bulkhead.Key.Dependency),
            new(ResilienceMetrics.Criticality, bulkhead.Key.Criticality)));

    private static KeyValuePair<string, object?> ServiceTag(string name) => new(ResilienceMetrics.Service, name);
}
