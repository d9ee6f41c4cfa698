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
    IHttpClientFactory clients,
    ResilienceEventHub hub,
    TimeProvider timeProvider,
    ILogger<HealthProbeService> logger) : BackgroundService
{
    // Without a pipeline: a probe that an open circuit breaker rejects would say nothing about the dependency.
    public const string Client = "ServiceDefaults.HealthProbe";

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
            return await IsHealthyAsync(name, probe, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogDefect(name, exception.GetType().Name);
            return null;
        }
    }

    private async Task<bool> IsHealthyAsync(string name, HealthProbeOptions probe, CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(probe.Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.GetAsync(new Uri($"https+http://{name}{probe.Path}"), either.Token)
                .ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            // Unreachable, too slow or without an address: that is a failed probe. During shutdown it does not matter.
            return stoppingToken.IsCancellationRequested;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The health probe of {Dependency} failed with an "
        + "unexpected {Exception}; its result is ignored, and it runs again after its interval.")]
    private partial void LogDefect(string dependency, string exception);
}
