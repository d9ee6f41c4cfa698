using AppHost.LocalServers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppHost;

/// <summary>
/// The volumes of one run with <c>--data ephemeral</c>. Aspire creates a new container whenever a resource is
/// restarted, so without a volume a restart would lose the data. The volumes are removed at the end, after the
/// orchestrator has removed the containers.
/// </summary>
internal sealed partial class EphemeralVolumes(
    IConfiguration configuration,
    ILogger<EphemeralVolumes> logger,
    EphemeralVolumes.Names names) : IHostedService, IDisposable
{
    /// <summary>Returns the name of a new volume of this run for a server.</summary>
    public static string Add(IDistributedApplicationBuilder builder, string server)
    {
        if (builder.Services.FirstOrDefault(service =>
            service.ServiceType == typeof(Names))?.ImplementationInstance is not Names names)
        {
            builder.Services.AddSingleton(names = new Names());

            // The host disposes of the service after it has stopped the orchestrator, which then waits until the
            // containers are removed.
            builder.Services.AddHostedService<EphemeralVolumes>();
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        }

        return names.Add(server);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes the volumes. A volume that no container has used does not exist.</summary>
    public void Dispose()
    {
        var command = ContainerRuntime.Command(configuration);
        foreach (var volume in names.All.Where(
            volume => Tool.Run(command, ["volume", "inspect", volume], "/").ExitCode == 0))
        {
            var removed = Tool.Run(command, ["volume", "rm", volume], "/");
            if (removed.ExitCode != 0)
            {
                NotRemoved(logger, command, volume, removed.Output.Trim());
            }
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The volume of this run was not removed; remove it with '{Command} volume rm {Volume}'. {Reason}")]
    private static partial void NotRemoved(ILogger logger, string command, string volume, string reason);

    /// <summary>Names of the volumes.</summary>
    internal sealed class Names
    {
        private readonly string _run = Guid.NewGuid().ToString("N")[..12];
        private readonly List<string> _all = [];

        /// <summary>All names so far.</summary>
        public IReadOnlyList<string> All => _all;

        /// <summary>Adds the name of a server's volume.</summary>
        public string Add(string server)
        {
            _all.Add($"reference-app-{_run}-{server}-data");
            return _all[^1];
        }
    }
}
