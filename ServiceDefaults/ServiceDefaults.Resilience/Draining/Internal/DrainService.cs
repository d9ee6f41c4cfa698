using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Health;

namespace ServiceDefaults.Draining.Internal;

/// <summary>
/// Delays the stop of the host's services. <see cref="StoppingAsync"/> runs before any of them stops, so the server,
/// the queue workers and the connections work as before.
/// </summary>
internal sealed partial class DrainService(
    IOptions<DrainOptions> options,
    IOptions<HostOptions> host,
    RequestTimeouts requests,
    IServiceHealth health,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DrainService> logger) : IHostedLifecycleService
{
    // For the services that stop after the server.
    private static readonly TimeSpan AfterServer = TimeSpan.FromSeconds(5);

    // Set here and not when the options are configured: the host reads them while it is built, and there a wrong
    // setting of a pipeline would be an exception instead of a sentence. It reads the timeout only when it stops.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var needed = options.Value.Grace + requests.Longest().Timeout + AfterServer;
        host.Value.ShutdownTimeout = options.Value.ShutdownTimeout
            ?? (needed > host.Value.ShutdownTimeout ? needed : host.Value.ShutdownTimeout);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A signal has done it already; then it has no effect. What ends with the application's token ends now.
        lifetime.StopApplication();
        var grace = options.Value.Grace;
        if (grace == TimeSpan.Zero || !health.WasReady)
        {
            return;
        }

        LogDraining(grace);
        await Task.Delay(grace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LogDrained();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information, Message = "Draining: not ready any more, serving for {Grace}.")]
    private partial void LogDraining(TimeSpan grace);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Drained: the server stops.")]
    private partial void LogDrained();
}
