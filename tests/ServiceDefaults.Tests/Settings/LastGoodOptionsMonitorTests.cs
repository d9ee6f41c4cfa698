using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings.Internal;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class LastGoodOptionsMonitorTests : IDisposable
{
    private const string Attempts = "Resilience:Pipelines:thing:Retry:MaxAttempts";
    private const string Category = "ServiceDefaults.Settings.Internal.LastGoodOptionsMonitor";

    private readonly PipelineHost _host = new(builder => builder.AddAnyDependency(DependencyKind.Worker));
    private readonly List<int> _notified = [];

    public LastGoodOptionsMonitorTests()
    {
        Assert.Equal(5, _host.OptionsOf().Retry.MaxAttempts);
        Monitor.OnChange((options, _) => _notified.Add(options.Retry.MaxAttempts));
    }

    private IOptionsMonitor<DependencyOptions> Monitor => _host.Get<IOptionsMonitor<DependencyOptions>>();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Change_Valid_AppliesAndNotifiesOnce()
    {
        _host.Change((Attempts, "7"));

        Assert.Equal(7, _host.OptionsOf().Retry.MaxAttempts);
        Assert.Equal([7], _notified);
        Assert.Equal([(LogLevel.Information, "The changed settings of thing are in force.")], Lines());
    }

    [Fact]
    public void Change_OfAnotherSection_NotifiesNoListener()
    {
        var before = _host.OptionsOf();

        _host.Change(("Logging:LogLevel:Default", "Debug"), (Attempts, "5"));

        Assert.Same(before, _host.OptionsOf());
        Assert.Empty(_notified);
        Assert.Empty(Lines());
    }

    [Theory]
    [InlineData(Attempts, "0", "between 1 and 20")]
    [InlineData(Attempts, "many", "'many'")]
    [InlineData("Resilience:Pipelines:thing:Rtry:MaxAttempts", "3", "thing:Rtry is not an option")]
    [InlineData("Resilience:Pipelines:thing:Preset", "none", "'none'")]
    [InlineData("Resilience:Pipelines:thing:AttemptTimeout:Duration", "00:06:00", "00:06:00")]
    [InlineData("Resilience:Defaults:HealthProbe:Path", "health", "HealthProbe:Path is 'health'")]
    [InlineData("Resilience:Defaults:HealthProbe:Path", "/%", "HealthProbe:Path is '/%'")]
    public async Task Change_Invalid_KeepsTheLastGoodValueAndLogsTheReason(string key, string value, string reason)
    {
        using var rejections = new MetricCollector<long>(
            _host.Get<IMeterFactory>(), SettingsReloads.MeterName, "resilience_settings_rejections_total");
        var before = _host.OptionsOf();

        _host.Change((key, value));

        Assert.Same(before, _host.OptionsOf());
        Assert.Empty(_notified);
        Assert.All(Lines(), line => Assert.Equal(LogLevel.Error, line.Level));
        Assert.All(Lines(), line => Assert.Contains(reason, line.Message, StringComparison.Ordinal));
        Assert.Equal(Lines().Count(), rejections.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
        Assert.Equal("thing", rejections.LastMeasurement?.Tags["service"]);
        var (status, description) = await HealthAsync();
        Assert.Equal(HealthStatus.Degraded, status);
        Assert.Contains(reason, description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ValidAfterAnInvalidOne_AppliesAndIsHealthy()
    {
        _host.Change((Attempts, "0"));
        _host.Change((Attempts, "many"));

        _host.Change((Attempts, "4"));

        Assert.Equal([4], _notified);
        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());
    }

    [Fact]
    public async Task Change_BackToTheCurrentValueAfterAnInvalidOne_IsHealthyWithoutAnEvent()
    {
        _host.Change((Attempts, "0"));

        _host.Change((Attempts, "5"));

        Assert.Empty(_notified);
        Assert.Equal((HealthStatus.Healthy, null), await HealthAsync());
    }

    [Fact]
    public void OnChange_AListenerThatThrows_IsLoggedAndTheOthersAreNotified()
    {
        var late = new List<int>();
        Monitor.OnChange((_, _) => throw new NotSupportedException("A listener's own trouble."));
        Monitor.OnChange((options, _) => late.Add(options.Retry.MaxAttempts));

        _host.Change((Attempts, "7"));

        Assert.Equal([7], _notified);
        Assert.Equal([7], late);
        Assert.Contains((LogLevel.Error, "A change listener of the settings of thing failed."), Lines());
    }

    [Fact]
    public void OnChange_AfterDispose_IsNotNotified()
    {
        var observed = new List<int>();
        Monitor.OnChange((options, _) => observed.Add(options.Retry.MaxAttempts))?.Dispose();

        _host.Change((Attempts, "7"));

        Assert.Empty(observed);
    }

    [Fact]
    public void Get_InvalidFromTheStart_ThrowsSoThatTheHostDoesNotStart()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Worker), new() { [Attempts] = "0" });

        Assert.Throws<OptionsValidationException>(() => host.OptionsOf());
    }

    private IEnumerable<(LogLevel Level, string Message)> Lines() => _host.Logs.GetSnapshot()
        .Where(line => line.Category?.StartsWith(Category, StringComparison.Ordinal) == true)
        .Select(line => (line.Level, line.Message));

    private async Task<(HealthStatus Status, string? Description)> HealthAsync()
    {
        var report = await _host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        var entry = report.Entries["resilience-settings"];
        return (entry.Status, entry.Description);
    }
}
