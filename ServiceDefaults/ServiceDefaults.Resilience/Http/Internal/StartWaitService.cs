using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Delays the start of the server until the dependencies with <see cref="HealthProbeOptions.StartWait"/> are healthy.
/// Hosted services start one after the other and the server starts last, so no request comes in meanwhile.
/// </summary>
internal sealed partial class StartWaitService(
    DependencyCatalog catalog,
    IOptionsMonitor<DependencyOptions> options,
    HealthProbeClient client,
    TimeProvider timeProvider,
    ILogger<StartWaitService> logger) : IHostedService
{
    // Something that accepts connections for a service that is not there, such as the proxy of an orchestrator, would
    // hold a probe for its whole timeout.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(catalog.All
        .Where(dependency => dependency.Kind == DependencyKind.Http)
        .Select(dependency => (dependency.Name, Probe: options.Get(dependency.Name).HealthProbe))
        .Where(dependency => dependency.Probe.Enabled && dependency.Probe.StartWait > TimeSpan.Zero)
        .Select(dependency => WaitAsync(dependency.Name, dependency.Probe, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitAsync(string dependency, HealthProbeOptions probe, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        var timeout = probe.Timeout < Patience ? probe.Timeout : Patience;
        while (!await client.IsHealthyAsync(dependency, probe.Path, timeout, cancellationToken).ConfigureAwait(false))
        {
            if (timeProvider.GetElapsedTime(began) >= probe.StartWait)
            {
                LogUnhealthy(dependency, probe.StartWait.TotalSeconds);
                return;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        var elapsed = timeProvider.GetElapsedTime(began);
        LogHealthy(dependency, elapsed.TotalSeconds);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The start waited {Seconds:0.0} s until "
        + "{Dependency} was healthy.")]
    private partial void LogHealthy(string dependency, double seconds);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Dependency} was not healthy within {Seconds:0.#} "
        + "s (HealthProbe:StartWait). The service starts without it.")]
    private partial void LogUnhealthy(string dependency, double seconds);
}
