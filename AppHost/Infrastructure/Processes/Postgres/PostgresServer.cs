using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes.Postgres;

/// <summary>Adds a Postgres that this machine runs itself, and prepares it before it starts.</summary>
internal sealed class PostgresServer
{
    private readonly PostgresBinaries _binaries;
    private readonly PostgresCluster _cluster;
    private readonly ServerUser _user;
    private readonly string _name;

    public PostgresServer(IDistributedApplicationBuilder builder, DataFolder data, ServerUser user, string name)
    {
        _name = name;
        _user = user;
        _binaries = PostgresBinaries.Choose(builder, user);
        _cluster = new PostgresCluster(data, user, name);
    }

    public IResourceBuilder<PostgresProcessResource> AddTo(IDistributedApplicationBuilder builder, IResourceBuilder<ParameterResource> password, string databaseName)
    {
        var key = $"{_name}-answers";
        var resource = new PostgresProcessResource(_name, databaseName, password.Resource, _cluster.Folder);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new PostgresHealthCheck(resource), failureStatus: null, tags: null));
        return builder.AddResource(resource)
            .WithServerEndpoint()
            .WithArgs(context =>
            {
                foreach (var argument in SupervisedServer.Arguments(_user, stopSignal: "INT").Concat(ServerArguments(resource)))
                {
                    context.Args.Add(argument);
                }
            })
            .WithHealthCheck(key)
            .OnBeforeResourceStarted((server, started, cancellationToken) => StartFailure.StopOnFailureAsync(
                started.Services,
                () => PrepareAsync(server, started.Services.GetRequiredService<ResourceLoggerService>().GetLogger(server), cancellationToken)));
    }

    private IEnumerable<object> ServerArguments(PostgresProcessResource resource) =>
    [
        _binaries.Server, "-D", _cluster.DataDirectory,
        "-c", ReferenceExpression.Create($"port={resource.Endpoint.Property(EndpointProperty.TargetPort)}"),
        "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=",
    ];

    private async Task PrepareAsync(PostgresProcessResource server, ILogger logger, CancellationToken cancellationToken)
    {
        await _binaries.FetchAsync(logger, cancellationToken);
        var password = await server.Password.GetValueAsync(cancellationToken);
        await _cluster.PrepareAsync(_binaries, password!, logger, cancellationToken);
    }
}
