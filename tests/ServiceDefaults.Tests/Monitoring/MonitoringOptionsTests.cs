using Microsoft.Extensions.Options;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Monitoring;

public sealed class MonitoringOptionsTests
{
    [Theory]
    [InlineData("Window", "00:00:00.5000000", "Monitoring:Window is 00:00:00.5000000; it must be between ")]
    [InlineData("MinimumOperations", "0", "Monitoring:MinimumOperations is 0; it must be between 1 and 1000000.")]
    [InlineData("Critical:ErrorRate", "1.5", "Monitoring:Critical:ErrorRate is 1.5; it must be between 0 and 1.")]
    [InlineData(
        "Critical:CircuitTrips", "2",
        "Monitoring:Critical:CircuitTrips is 2; it must be at least Monitoring:Degraded:CircuitTrips (3).")]
    public async Task Start_WithAnInvalidSetting_FailsNamingItAndItsValue(string option, string value, string expected)
    {
        using var host = new PipelineHost(_ => { }, new() { [$"Monitoring:{option}"] = value });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(expected, Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WithoutSettings_AreTheGuidesNumbers()
    {
        using var host = new PipelineHost(_ => { });

        var options = host.Get<IOptionsMonitor<MonitoringOptions>>().CurrentValue;

        Assert.Equal(
            (TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5), 10),
            (options.Window, options.EvaluationInterval, options.MinimumOperations));
        Assert.Equal((0.1, TimeSpan.FromSeconds(5), 3), Numbers(options.Degraded));
        Assert.Equal((0.25, TimeSpan.FromSeconds(10), 10), Numbers(options.Critical));
    }

    private static (double, TimeSpan, int) Numbers(MonitoringThresholds thresholds) =>
        (thresholds.ErrorRate, thresholds.LatencyP95, thresholds.CircuitTrips);
}
