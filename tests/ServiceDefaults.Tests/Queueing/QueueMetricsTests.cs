using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.Queueing;
using Testing;

namespace ServiceDefaults.Tests.Queueing;

public sealed class QueueMetricsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Metrics_OfAQueue_HaveItsLengthAndTheOutcomeOfEachCommand()
    {
        await using var host = await QueueHost.StartAsync(
            server.ConnectionString, settings: ("SweepInterval", "00:00:00.05"));
        var (enqueued, delivered) = (host.Count(QueueMetrics.Enqueued), host.Count(QueueMetrics.Delivered));
        using var age = new MetricCollector<double>(
            host.Host.Get<IMeterFactory>(), QueueMetrics.MeterName, QueueMetrics.OldestAge);
        using var depth = host.Count(QueueMetrics.Depth);
        await host.EnqueueAsync("1");
        await host.EnqueueAsync("1");
        await host.EnqueueAsync("2");
        await host.EnqueueAsync("3");
        await host.SettleAsync(await host.ClaimAsync(), Delivery.Reject());
        await host.ClaimAsync();

        Assert.Equal(
            ["Accepted", "AlreadyThere", "Accepted", "Accepted"],
            enqueued.GetMeasurementSnapshot().Select(measurement => measurement.Tags["outcome"]));
        Assert.Equal("Refused", Assert.Single(delivered.GetMeasurementSnapshot()).Tags["state"]);
        await Eventually.IsTrueAsync(() =>
        {
            depth.Clear();
            depth.RecordObservableInstruments();
            return depth
                .GetMeasurementSnapshot()
                .Select(measurement => $"{measurement.Tags["state"]} {measurement.Value}")
                .SequenceEqual(["Queued 1", "Delivering 1", "Dead 0", "Finished 1"]);
        });
        age.RecordObservableInstruments();
        Assert.True(age.LastMeasurement!.Value > 0);
        Assert.All(
            depth.GetMeasurementSnapshot(),
            measurement => Assert.Equal(["queue", "state"], measurement.Tags.Keys.Order()));
    }

    [Fact]
    public async Task Depth_WhileRedisIsUnavailable_IsNotReported()
    {
        await using var host = await QueueHost.StartAloneAsync(
            "127.0.0.1:1", settings: ("SweepInterval", "00:00:00.05"));
        using var depth = host.Count(QueueMetrics.Depth);

        depth.RecordObservableInstruments();

        Assert.Empty(depth.GetMeasurementSnapshot());
    }
}
