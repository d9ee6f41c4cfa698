using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>A Postgres that this machine runs itself.</summary>
internal sealed class PostgresServer(PostgresBinaries binaries, PostgresCluster cluster, ServerUser user, PostgresProcessResource resource)
{
    public IResourceBuilder<PostgresProcessResource> AddTo(IDistributedApplicationBuilder builder)
    {
        // SIGINT is Postgres' fast shutdown: sessions are ended, the data is whole.
        var server = new SupervisedServer(user, cluster.Folder, StopSignal: "INT")
        {
            CommandLine = CommandLine,
            PrepareAsync = PrepareAsync,
            HealthCheck = new PostgresHealthCheck(resource),
        };
        return server.AddTo(builder, resource);
    }

    private IEnumerable<object> CommandLine() =>
    [
        binaries.Server, "-D", cluster.DataDirectory,
        "-c", ReferenceExpression.Create($"port={resource.Endpoint.Property(EndpointProperty.TargetPort)}"),
        "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=",
    ];

    private async Task PrepareAsync(ILogger logger, CancellationToken cancellationToken)
    {
        await binaries.FetchAsync(logger, cancellationToken);
        var password = await resource.Password.GetValueAsync(cancellationToken);
        await cluster.PrepareAsync(binaries, password!, logger, cancellationToken);
    }
}
