using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers;

/// <summary>A database server that runs as a process of this machine, without a container.</summary>
internal abstract class LocalServerResource(string name, string command, string folder)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    /// <summary>The name of the server's only endpoint.</summary>
    public const string EndpointName = "tcp";

    /// <summary>The endpoint, on 127.0.0.1, on a port that Aspire allocates.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>The process that serves this data, if one was recorded.</summary>
    public abstract RecordedProcess? LastProcess { get; }

    /// <summary>What clients connect with.</summary>
    public abstract ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>What the health check connects with.</summary>
    public virtual ReferenceExpression HealthCheckConnectionString => ConnectionStringExpression;

    /// <summary>The allocated port.</summary>
    protected EndpointReferenceExpression Port => Endpoint.Property(EndpointProperty.Port);

    /// <summary>Records the process that was started, where the server does not do so itself.</summary>
    public virtual void Record(int processId)
    {
    }

    /// <summary>Asks the server to end in good order. A server that needs nothing but SIGTERM leaves it to the orchestrator.</summary>
    public virtual void Stop()
    {
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => GetConnectionProperties();

    /// <summary>The same properties that the container resource of this server has.</summary>
    protected abstract IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties();
}

/// <summary>What every local server needs.</summary>
internal static class LocalServerExtensions
{
    // The orchestrator of a killed AppHost ends the servers of that run within 10 s.
    private static readonly TimeSpan PreviousRunTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Adds the server with its endpoint, and prepares its data each time before it starts.</summary>
    public static IResourceBuilder<T> AddLocalServer<T>(
        this IDistributedApplicationBuilder builder, T resource, Func<ILogger, CancellationToken, Task> prepareAsync) where T : LocalServerResource => builder
        .AddResource(resource)
        .WithEndpoint(scheme: LocalServerResource.EndpointName, name: LocalServerResource.EndpointName, isProxied: false)
        .OnBeforeResourceStarted((server, starting, cancellationToken) => StartFailure.StopOnFailureAsync(starting.Services, async () =>
        {
            var logger = starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(server);
            await WaitForPreviousRunAsync(server, logger, cancellationToken);
            await prepareAsync(logger, cancellationToken);
        }));

    /// <summary>Adds a health check that connects as soon as the connection string is known.</summary>
    public static IResourceBuilder<T> WithServerHealthCheck<T>(
        this IResourceBuilder<T> server, Action<IHealthChecksBuilder, Func<IServiceProvider, string>, string> add) where T : LocalServerResource
    {
        var key = $"{server.Resource.Name}_check";
        string? connectionString = null;
        add(
            server.ApplicationBuilder.Services.AddHealthChecks(),
            _ => connectionString ?? throw new InvalidOperationException($"The connection string of '{server.Resource.Name}' is not available yet."),
            key);
        return server
            .OnConnectionStringAvailable(async (resource, _, cancellationToken) =>
                connectionString = await resource.HealthCheckConnectionString.GetValueAsync(cancellationToken))
            .WithHealthCheck(key);
    }

    // Two servers on one data directory would ruin it.
    private static async Task WaitForPreviousRunAsync(LocalServerResource server, ILogger logger, CancellationToken cancellationToken)
    {
        if (server.LastProcess is not { IsRunning: true } previous)
        {
            return;
        }

        LocalServerLog.WaitingForPreviousRun(logger, previous.Id, server.Name);
        if (!await previous.WaitForExitAsync(PreviousRunTimeout, cancellationToken))
        {
            throw new DistributedApplicationException(
                $"Process {previous.Id}, the '{server.Name}' server of an earlier run, still uses '{server.WorkingDirectory}': stop that process, or start with --data ephemeral or --data-folder <path>.");
        }
    }
}
