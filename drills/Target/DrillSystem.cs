using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using ServiceDefaults.ApiKeys;

namespace Drills.Target;

/// <summary>
/// The whole system in this process, on data that is gone afterwards: the AppHost's resources and a second replica of
/// the API, with relays between the gateway and the API and between the API and its database.
/// </summary>
internal sealed class DrillSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    // Longer than the gateway may take: what has no answer then hangs.
    private static readonly TimeSpan HangTimeout = DrillSettings.TotalTimeout + TimeSpan.FromSeconds(4);

    private readonly ReadyReplicas _replicas = new();
    private readonly List<string> _down = [];
    private readonly FrozenResources _frozen = new();
    private DistributedApplication _application = null!;
    private IReadOnlyDictionary<string, Uri> _endpoints = null!;

    private DrillSystem() => Api = new(() => _replicas.Addresses);

    /// <summary>Between the gateway and the replicas of the API.</summary>
    public HttpRelay Api { get; }

    /// <summary>Between the API and its database.</summary>
    public DatabaseRelay Database { get; } = new() { Pooling = true };

    /// <summary>Send the load: one client for each gateway.</summary>
    public IReadOnlyList<HttpClient> Gateways { get; private set; } = [];

    /// <summary>The gateway that most drills use.</summary>
    public HttpClient Gateway => Gateways[0];

    /// <summary>Sends what another caller sends.</summary>
    public HttpClient OtherCaller { get; private set; } = null!;

    /// <summary>Reads the status of the gateway.</summary>
    public HttpClient Observer { get; private set; } = null!;

    /// <summary>Starts the system and waits until it is healthy.</summary>
    public static async Task<DrillSystem> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var system = new DrillSystem();
        try
        {
            await system.RunAsync(arguments, cancellationToken);
            return system;
        }
        catch (Exception failure)
        {
            var states = system.DescribeResources();
            await system.DisposeAsync();
            throw new InvalidOperationException(
                $"The system did not start. {states}{Environment.NewLine}{RecentLogs.Text}", failure);
        }
    }

    /// <summary>How to reach the database past the relay.</summary>
    public async Task<string> GetConnectionStringAsync(CancellationToken cancellationToken) =>
        (await Database.GetConnectionStringAsync(cancellationToken))!;

    /// <summary>How to reach Redis.</summary>
    public async Task<string> GetRedisAsync(CancellationToken cancellationToken) =>
        (await _application.GetConnectionStringAsync(ResourceNames.Redis, cancellationToken))!;

    /// <summary>Kills a resource.</summary>
    public async Task KillAsync(string resource, CancellationToken cancellationToken)
    {
        _down.Add(resource);
        await _application.KillAsync(resource, cancellationToken);
        _replicas.Remove(resource);
    }

    /// <summary>Stops a resource in an orderly way, and starts it again.</summary>
    public async Task RestartAsync(string resource, CancellationToken cancellationToken)
    {
        _replicas.Remove(resource);
        await _application.StopAsync(resource, cancellationToken);
        await StartAgainAsync(resource, cancellationToken);
    }

    /// <summary>Freezes a resource.</summary>
    public Task FreezeAsync(string resource, CancellationToken cancellationToken) =>
        _frozen.AddAsync(_application, resource, cancellationToken);

    /// <summary>Resumes what is frozen, starts what was killed, and passes everything on.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        await _frozen.ResumeAsync();
        Api.Mend();
        Database.Judge = (_, _) => ValueTask.FromResult(RelayFate.Pass);
        await Task.WhenAll(_down.Distinct(StringComparer.Ordinal).Select(
            resource => StartAgainAsync(resource, cancellationToken)));
        _down.Clear();
    }

    private async Task StartAgainAsync(string resource, CancellationToken cancellationToken)
    {
        await _application.BeginStartAsync(resource, cancellationToken);
        await Reachability.WaitAsync(_endpoints[resource], PathOf(resource), cancellationToken);
        if (Replicas.Apis.Contains(resource))
        {
            _replicas.Add(resource, _endpoints[resource]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _frozen.ResumeAsync();
        foreach (var gateway in Gateways)
        {
            gateway.Dispose();
        }

        OtherCaller?.Dispose();
        Observer?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await Api.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            arguments, timeout.Token);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(new RecentLogs()));
        Database.StandBetween(builder);
        Api.Start();
        builder.AddRelayedReplicas(Api.Address, DrillSettings.OtherKey);
        _application = await builder.BuildAsync(timeout.Token);
        await _application.StartAsync(timeout.Token);
        foreach (var resource in Replicas.Everything)
        {
            await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
            _endpoints = Reachability.EndpointsOf(builder.Resources);
            if (Replicas.Apis.Contains(resource))
            {
                _replicas.Add(resource, _endpoints[resource]);
            }
        }

        // A process that is started again waits for nothing else, as in production.
        foreach (var resource in builder.Resources)
        {
            foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToList())
            {
                resource.Annotations.Remove(wait);
            }
        }

        Gateways = [.. Replicas.Gateways.Select(gateway => CreateClient(gateway, DrillSettings.Key))];
        OtherCaller = CreateClient(ResourceNames.PatientGateway, DrillSettings.OtherKey);
        Observer = CreateClient(ResourceNames.PatientGateway, DrillSettings.Key);
    }

    private string DescribeResources() => string.Join(", ", Replicas.Everything.Select(name =>
        _application?.ResourceNotifications.TryGetCurrentState(name, out var state) == true
            ? $"{name}: {state.Snapshot.State?.Text} {state.Snapshot.HealthStatus}"
            : $"{name}: unknown"));

    private HttpClient CreateClient(string gateway, ApiKey key)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            // An open loop never waits for a connection.
            MaxConnectionsPerServer = int.MaxValue,
        })
        {
            BaseAddress = _application.GetEndpoint(gateway, "http"),
            Timeout = HangTimeout,
        };
        client.DefaultRequestHeaders.Add(ApiKey.Header, key.Value);
        return client;
    }

    // A replica of the API is ready when it reaches its database; the others serve without what they need.
    private static string PathOf(string resource) => Replicas.Apis.Contains(resource) ? "/health" : "/alive";
}
