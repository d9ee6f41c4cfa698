using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers;

/// <summary>A database server that runs as a local process, without a container.</summary>
internal abstract class LocalServerResource(string name, string command, string folder)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    /// <summary>Name of the server's only endpoint.</summary>
    public const string EndpointName = "tcp";

    /// <summary>The endpoint on 127.0.0.1, with a port that Aspire allocates.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>The last process that served this data, if one was recorded.</summary>
    public abstract RecordedProcess? LastProcess { get; }

    /// <summary>Connection string for clients.</summary>
    public abstract ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>Connection string for the health check.</summary>
    public virtual ReferenceExpression HealthCheckConnectionString => ConnectionStringExpression;

    /// <summary>The allocated port.</summary>
    protected EndpointReferenceExpression Port => Endpoint.Property(EndpointProperty.Port);

    /// <summary>Records the started process, for servers that do not write a pid file of their own.</summary>
    public virtual void Record(int processId)
    {
    }

    /// <summary>
    /// Shuts the server down cleanly. Servers for which SIGTERM is enough leave this to the orchestrator.
    /// </summary>
    public virtual void Stop()
    {
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        GetConnectionProperties();

    /// <summary>Returns the same properties as the container resource of this server.</summary>
    protected abstract IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties();
}

/// <summary>Setup that all local servers share.</summary>
internal static class LocalServerExtensions
{
    // After an AppHost was killed, its orchestrator ends the servers of that run within 10 s.
    private static readonly TimeSpan PreviousRunTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Adds the server with its endpoint, and prepares its data before each start.</summary>
    public static IResourceBuilder<T> AddLocalServer<T>(
        this IDistributedApplicationBuilder builder, T resource, Func<ILogger, CancellationToken, Task> prepareAsync)
        where T : LocalServerResource => builder
        .AddResource(resource)
        .WithEndpoint(
            scheme: LocalServerResource.EndpointName, name: LocalServerResource.EndpointName, isProxied: false)
        .OnBeforeResourceStarted(
            (server, starting, cancellationToken) => StartFailure.StopOnFailureAsync(starting.Services, async () =>
            {
                var logger = starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(server);
                await WaitForPreviousRunAsync(server, logger, cancellationToken);
                await prepareAsync(logger, cancellationToken);
            }));

    /// <summary>Adds a health check that connects as soon as the connection string is available.</summary>
    public static IResourceBuilder<T> WithServerHealthCheck<T>(
        this IResourceBuilder<T> server, Action<IHealthChecksBuilder, Func<IServiceProvider, string>, string> add)
        where T : LocalServerResource
    {
        var key = $"{server.Resource.Name}_check";
        string? connectionString = null;
        add(
            server.ApplicationBuilder.Services.AddHealthChecks(),
            _ => connectionString ?? throw new InvalidOperationException(
                $"The connection string of '{server.Resource.Name}' is not available yet."),
            key);
        return server
            .OnConnectionStringAvailable(async (resource, _, cancellationToken) =>
                connectionString = await resource.HealthCheckConnectionString.GetValueAsync(cancellationToken))
            .WithHealthCheck(key);
    }

    // Two servers on one data directory would corrupt it.
    private static async Task WaitForPreviousRunAsync(
        LocalServerResource server, ILogger logger, CancellationToken cancellationToken)
    {
        if (server.LastProcess is not { IsRunning: true } previous)
        {
            return;
        }

        LocalServerLog.WaitingForPreviousRun(logger, previous.Id, server.Name);
        if (!await previous.WaitForExitAsync(PreviousRunTimeout, cancellationToken))
        {
            throw new DistributedApplicationException(
                $"Process {previous.Id}, the '{server.Name}' server of an earlier run, still uses "
                + $"'{server.WorkingDirectory}': stop that process, or start with --data ephemeral or --data-folder "
                + "<path>.");
        }
    }
}
