using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Http.Internal;

/// <summary>Probes the health of the HTTP dependencies whose probe is enabled, each in a loop of its own.</summary>
internal sealed partial class HealthProbeService(
    DependencyCatalog catalog,
    IOptionsMonitor<DependencyOptions> options,
    DependencyStateRegistry states,
    HealthProbeClient client,
    ResilienceEventHub hub,
    TimeProvider timeProvider,
    ILogger<HealthProbeService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(catalog.All
        .Where(dependency => dependency.Kind == DependencyKind.Http)
        .Select(dependency => ProbeAsync(dependency.Name, stoppingToken)));

    private async Task ProbeAsync(string name, CancellationToken stoppingToken)
    {
        var failures = new ConsecutiveProbeFailures(
            () =>
            {
                if (states.TryGet(name, out var state))
                {
                    state.CircuitBreaker.OpenForHealth();
                }
            },
            (isHealthy, count) => hub.Publish(
                new HealthChanged(name, isHealthy, count),
                static (listener, change) => listener.OnHealthChanged(change)));
        while (!stoppingToken.IsCancellationRequested)
        {
            var probe = options.Get(name).HealthProbe;
            await Task.Delay(probe.Interval, timeProvider, stoppingToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested && probe.Enabled
                && await TryProbeAsync(name, probe, stoppingToken).ConfigureAwait(false) is { } isHealthy)
            {
                failures.Add(isHealthy, probe.FailureThreshold);
            }
        }
    }

    // An exception that left this loop would stop the host, and a failed probe of another service is no reason for
    // that.
    private async Task<bool?> TryProbeAsync(string name, HealthProbeOptions probe, CancellationToken stoppingToken)
    {
        try
        {
            // During shutdown the result does not matter.
            return await client.IsHealthyAsync(name, probe.Path, probe.Timeout, stoppingToken).ConfigureAwait(false)
                || stoppingToken.IsCancellationRequested;
        }
        catch (Exception exception)
        {
            LogDefect(name, exception.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The health probe of {Dependency} failed with an "
        + "unexpected {Exception}; its result is ignored, and it runs again after its interval.")]
    private partial void LogDefect(string dependency, string exception);
}
