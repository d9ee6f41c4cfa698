using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Events;

/// <summary>Every metric with its tags, as a meter listener gets it.</summary>
public sealed class MetricsTests : IAsyncDisposable
{
    private readonly WatchedTimeProvider _time = new();
    private readonly ResilientJobs _jobs;

    public MetricsTests() => _jobs = new(_time);

    [Fact]
    public async Task Trips_OfOneOpening_IsCountedOnce()
    {
        using var trips = Collect<long>(ResilienceMetrics.CircuitTrips);

        await _jobs.FailAsync(3);
        await _jobs.FailAsync(2);

        AssertCounted(trips, 1, ("service", "jobs"), ("reason", nameof(CircuitChangeReason.ConsecutiveFailures)));
    }

    [Fact]
    public async Task Retries_OfAnOperation_AreCountedAndSoIsTheirExhaustion()
    {
        using var retries = Collect<long>(ResilienceMetrics.RetryAttempts);
        using var stops = Collect<long>(ResilienceMetrics.RetriesStopped);

        await _jobs.FailAsync();

        AssertCounted(retries, 2, ("service", "jobs"), ("operation", "save"));
        AssertCounted(stops, 1, ("service", "jobs"), ("operation", "save"), ("reason", "AttemptsExhausted"));
    }

    [Fact]
    public async Task Timeouts_OfBothKinds_AreCountedByStrategy()
    {
        using var timeouts = Collect<long>(ResilienceMetrics.Timeouts);

        await _jobs.HangAsync();

        Assert.Equal(
            ["attempt-timeout", "total-timeout"],
            timeouts.GetMeasurementSnapshot().Select(one => one.Tags["strategy"]));
        Assert.All(
            timeouts.GetMeasurementSnapshot(),
            one => Assert.Equal((1L, "jobs", "save"), (one.Value, one.Tags["service"], one.Tags["operation"])));
    }

    [Fact]
    public async Task Rejections_ByBulkheadAndCircuit_AreCountedByStrategy()
    {
        using var rejections = Collect<long>(ResilienceMetrics.Rejections);

        await _jobs.OverfillAsync();
        AssertCounted(rejections, 1, ("service", "jobs"), ("operation", "save"), ("strategy", "bulkhead"));
        rejections.Clear();
        await _jobs.FailAsync(3);
        await _jobs.FailAsync();

        AssertCounted(rejections, 1, ("service", "jobs"), ("operation", "save"), ("strategy", "circuit-breaker"));
    }

    [Fact]
    public async Task Gauges_OfCircuitBudgetAndBulkhead_ShowTheCurrentValues()
    {
        using var state = Collect<int>(ResilienceMetrics.CircuitState);
        using var budget = Collect<int>(ResilienceMetrics.RetryBudget);
        using var active = Collect<int>(ResilienceMetrics.BulkheadActive);
        using var queued = Collect<int>(ResilienceMetrics.BulkheadQueued);
        await _jobs.StartAsync();

        await _jobs.InsideFullBulkheadAsync(() =>
        {
            AssertShown(active, 1, ("service", "jobs"), ("criticality", string.Empty));
            AssertShown(queued, 1, ("service", "jobs"), ("criticality", string.Empty));
        });
        AssertShown(state, 0, ("service", "jobs"));
        AssertShown(budget, 10, ("service", "jobs"));
        await _jobs.FailAsync(3);

        AssertShown(budget, 4, ("service", "jobs"));
        AssertShown(state, 1, ("service", "jobs"));
        _jobs.Circuit.Isolate();
        AssertShown(state, 3, ("service", "jobs"));
    }

    public async ValueTask DisposeAsync() => await _jobs.DisposeAsync();

    private MetricCollector<T> Collect<T>(string name)
        where T : struct => new(_jobs.Host.Get<IMeterFactory>(), ResilienceMetrics.MeterName, name);

    private static void AssertCounted(MetricCollector<long> collector, int times, params (string, object?)[] tags)
    {
        var measurements = collector.GetMeasurementSnapshot();
        Assert.Equal(times, measurements.Sum(one => one.Value));
        Assert.All(measurements, one => AssertTags(one.Tags, tags));
    }

    private static void AssertShown(MetricCollector<int> collector, int value, params (string, object?)[] tags)
    {
        collector.Clear();
        collector.RecordObservableInstruments();
        var shown = Assert.Single(collector.GetMeasurementSnapshot());
        Assert.Equal(value, shown.Value);
        AssertTags(shown.Tags, tags);
    }

    private static void AssertTags(
        IReadOnlyDictionary<string, object?> tags, (string Name, object? Value)[] expected) =>
        Assert.Equal(
            expected.OrderBy(tag => tag.Name), tags.Select(tag => (tag.Key, tag.Value)).OrderBy(tag => tag.Key));
}
