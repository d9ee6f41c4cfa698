using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Events;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Timeouts;
using Testing;

namespace ServiceDefaults.Tests.Monitoring;

public sealed class AlertTests
{
    // A duration for which nothing else in the host waits; a health check's timeout, for example, equals the default.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(7);

    private readonly WatchedTimeProvider _time = new();

    [Fact]
    public void Alert_ThatLasts_IsRaisedOnceAndClearedOnce()
    {
        using var host = new MonitorHost(_time, settings: null, "labs");
        using var alerts = new MetricCollector<long>(
            host.Host.Get<IMeterFactory>(), ResilienceMetrics.MeterName, MonitoringMetrics.Alerts);
        Fail(host, 10);

        for (var reading = 0; reading < 5; reading++)
        {
            Assert.Single(host.Status.Alerts);
        }

        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty(host.Status.Alerts);
        Assert.Empty(host.Status.Alerts);

        Assert.Equal(["+labs ErrorRate Critical", "-labs ErrorRate Critical"], host.Log);
        var lines = host.Host.Logs.GetSnapshot()
            .Where(line => line.Category!.EndsWith(".AlertLog", StringComparison.Ordinal)).ToList();
        Assert.Equal([LogLevel.Error, LogLevel.Warning], lines.Select(line => line.Level));
        Assert.Equal("labs is Critical: ErrorRate is 1 in the window, above the threshold 0.25.", lines[0].Message);
        var counted = Assert.Single(alerts.GetMeasurementSnapshot());
        Assert.Equal(
            ("labs", "ErrorRate", "Critical"),
            (counted.Tags["service"], counted.Tags["metric"], counted.Tags["level"]));
    }

    [Fact]
    public void Alert_WithALowerLevel_IsReplacedByOneOfTheNewLevel()
    {
        using var host = new MonitorHost(_time, settings: null, "labs");
        Fail(host, 10);
        _ = host.Status;

        for (var success = 0; success < 70; success++)
        {
            host.Operate("labs", "success", TimeSpan.Zero);
        }

        var alert = Assert.Single(host.Status.Alerts);
        Assert.Equal((ResilienceLevel.Degraded, 0.125, 0.1), (alert.Level, alert.Value, alert.Threshold));
        Assert.Equal(
            ["+labs ErrorRate Critical", "-labs ErrorRate Critical", "+labs ErrorRate Degraded"], host.Log);
    }

    [Fact]
    public void Level_FewerOperationsThanTheMinimum_IsHealthy()
    {
        using var host = new MonitorHost(_time, new() { ["Monitoring:MinimumOperations"] = "12" }, "labs");
        Fail(host, 11);
        Assert.Equal(ResilienceLevel.Healthy, host.Status.Level);

        Fail(host, 1);

        Assert.Equal(ResilienceLevel.Critical, host.Status.Level);
    }

    [Theory]
    [InlineData(3, ResilienceLevel.Healthy)]
    [InlineData(4, ResilienceLevel.Degraded)]
    [InlineData(10, ResilienceLevel.Degraded)]
    [InlineData(11, ResilienceLevel.Critical)]
    public void Level_Trips_ExceedsTheGuidesThresholds(int trips, ResilienceLevel expected)
    {
        using var host = new MonitorHost(_time, settings: null, "labs");
        for (var trip = 0; trip < trips; trip++)
        {
            host.Trip("labs");
        }

        Assert.Equal(expected, Assert.Single(host.Status.Dependencies).Level);
    }

    [Fact]
    public async Task Alert_WithoutReadersOfTheStatus_IsRaisedByTheServiceAfterItsInterval()
    {
        using var host = new MonitorHost(
            _time, new() { ["Monitoring:EvaluationInterval"] = Interval.ToString() }, "labs");
        await host.Host.Host.StartAsync(TestContext.Current.CancellationToken);
        await _time.SeeWaitAsync(Interval);
        Fail(host, 10);
        Assert.Empty(host.Log);

        _time.Advance(Interval);

        await Eventually.IsTrueAsync(() => host.Log.Count > 0);
        Assert.Equal(["+labs ErrorRate Critical"], host.Log);
        await host.Host.Host.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Publish_ListenerThatThrows_IsLoggedAndTheStatusIsStillRead()
    {
        using var host = new PipelineHost(
            builder => builder.Services.AddSingleton<IAlertListener, ThrowingListener>(), time: _time);
        host.Get<DependencyStateRegistry>().GetOrAdd("labs", new());
        for (var trip = 0; trip < 4; trip++)
        {
            host.State("labs").CircuitBreaker.OpenForHealth();
            host.State("labs").CircuitBreaker.Close();
        }

        Assert.Equal(ResilienceLevel.Degraded, host.Get<IResilienceMonitor>().GetStatus().Level);

        Assert.Contains(
            host.Logs.GetSnapshot(),
            line => line.Message == "Alert listener ThrowingListener failed (InvalidOperationException) and missed an "
                + "alert; the other listeners got it.");
    }

    private static void Fail(MonitorHost host, int times)
    {
        for (var failure = 0; failure < times; failure++)
        {
            host.Operate("labs", "timeout", TimeSpan.FromSeconds(1));
        }
    }

    private sealed class ThrowingListener : IAlertListener
    {
        public void OnAlertRaised(ResilienceAlert alert) => throw new InvalidOperationException(alert.Dependency);
    }
}
