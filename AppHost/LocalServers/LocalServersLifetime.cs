using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers;

/// <summary>
/// Records the processes that serve the data, and stops the servers before the orchestrator ends all processes.
/// </summary>
internal sealed class LocalServersLifetime : BackgroundService
{
    private const string ProcessIdProperty = "executable.pid";

    private readonly DistributedApplicationModel _model;
    private readonly ResourceNotificationService _notifications;
    private readonly ILogger<LocalServersLifetime> _logger;

    /// <summary>
    /// Registers for the stop of the host. <c>StopAsync</c> of a hosted service would run too late, because the
    /// orchestrator ends the processes at the same time, or never, if the stop interrupts the start.
    /// </summary>
    public LocalServersLifetime(
        DistributedApplicationModel model,
        ResourceNotificationService notifications,
        IHostApplicationLifetime lifetime,
        ILogger<LocalServersLifetime> logger)
    {
        _model = model;
        _notifications = notifications;
        _logger = logger;
        lifetime.ApplicationStopping.Register(StopServers);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in _notifications.WatchAsync(stoppingToken))
        {
            if (change.Resource is LocalServerResource server && ProcessIdOf(change.Snapshot) is { } processId)
            {
                server.Record(processId);
            }
        }
    }

    private static int? ProcessIdOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == ProcessIdProperty)?.Value as int?;

    private void StopServers()
    {
        foreach (var server in _model.Resources.OfType<LocalServerResource>())
        {
            try
            {
                server.Stop();
            }
            catch (DistributedApplicationException failure)
            {
                // The orchestrator ends what does not stop, and the server recovers from its log at the next start.
                LocalServerLog.UncleanStop(_logger, server.Name, failure.Message);
            }
        }
    }
}
