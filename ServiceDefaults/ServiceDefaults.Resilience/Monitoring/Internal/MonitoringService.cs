using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Events;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>Evaluates the thresholds at an interval, so that alerts do not depend on readers of the status.</summary>
internal sealed class MonitoringService : BackgroundService
{
    private readonly IResilienceMonitor _monitor;
    private readonly IOptionsMonitor<MonitoringOptions> _options;
    private readonly TimeProvider _timeProvider;

    public MonitoringService(
        IResilienceMonitor monitor, IOptionsMonitor<MonitoringOptions> options, TimeProvider timeProvider,
        IMeterFactory meters)
    {
        (_monitor, _options, _timeProvider) = (monitor, options, timeProvider);
        meters.Create(ResilienceMetrics.MeterName).CreateObservableGauge(
            MonitoringMetrics.Level,
            () => monitor.GetStatus().Dependencies.Select(dependency => new Measurement<int>(
                (int)dependency.Level,
                new KeyValuePair<string, object?>(ResilienceMetrics.Service, dependency.Name))));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _monitor.GetStatus();
            await Task.Delay(_options.CurrentValue.EvaluationInterval, _timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
