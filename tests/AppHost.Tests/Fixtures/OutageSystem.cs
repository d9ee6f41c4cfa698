using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Fixtures;

/// <summary>The tests that kill parts of a system share one, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Outages : ICollectionFixture<OutageSystem>
{
    public const string Name = "Outages";
}

/// <summary>A system of two gateways, parts of which a test kills. It is healthy again before the next test.</summary>
public sealed class OutageSystem : IAsyncLifetime
{
    public const string SecondGateway = "patient-gateway-2";

    private static readonly string[] Settings =
    [
        "--Resilience:Defaults:RateLimit:Enabled=false",
        // Short breaks, so that a recovery is detected soon.
        "--Resilience:Defaults:CircuitBreaker:BreakDuration=00:00:02",
        "--Resilience:Defaults:CircuitBreaker:SuccessThreshold=1",
        // Outages are detected at once.
        "--Health:Period=00:00:00.250",
        "--Health:FailureThreshold=1",
    ];

    private readonly OtlpCollector _telemetry = new();
    private readonly DirectoryInfo _auditFolder = Directory.CreateTempSubdirectory("reference-app-audit-");
    private readonly HashSet<string> _down = new(StringComparer.Ordinal);
    private DistributedApplication _application = null!;
    private HttpClient _readOnlyApi = null!;

    /// <summary>The whole break, a probing call, and some time for two busy cores.</summary>
    public static TimeSpan BreakTime { get; } = TimeSpan.FromSeconds(30);

    // A quarter of the time that a gateway waits for it.
    private static TimeSpan Soon { get; } = TimeSpan.FromMilliseconds(250);

    public DistributedApplication Application => _application;

    internal OtlpCollector Telemetry => _telemetry;

    public HttpClient Gateway { get; private set; } = null!;

    public HttpClient OtherGateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _telemetry.StartAsync();
        _application = await SystemFixture.StartAsync(Settings, builder =>
        {
            AddSecondGateway(builder);
            // Rarely, because the tests need the machine. Two rounds of metrics take longer than one of spans.
            _telemetry.Receive(builder, spans: TimeSpan.FromSeconds(3), metrics: TimeSpan.FromSeconds(3));
        });
        using var timeout = new CancellationTokenSource(SystemFixture.StartTimeout);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(SecondGateway, timeout.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(
            ResourceNames.PatientApiReadOnly, timeout.Token);
        Gateway = _application.CreateServiceClient(ResourceNames.PatientGateway);
        OtherGateway = _application.CreateServiceClient(SecondGateway);
        _readOnlyApi = _application.CreateServiceClient(ResourceNames.PatientApiReadOnly);
    }

    public async ValueTask DisposeAsync()
    {
        Gateway?.Dispose();
        OtherGateway?.Dispose();
        _readOnlyApi?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _telemetry.DisposeAsync();
        _auditFolder.Delete(recursive: true);
    }

    /// <summary>Kills the processes of a resource, or its container.</summary>
    public Task KillAsync(string resource)
    {
        _down.Add(resource);
        return _application.KillAsync(resource, TestContext.Current.CancellationToken);
    }

    /// <summary>Restarts what was killed, and waits until the system is healthy.</summary>
    public async Task HealAsync()
    {
        foreach (var resource in _down.ToList())
        {
            await StartAsync(resource);
        }

        await WaitUntilHealthyAsync();
    }

    /// <summary>Starts to restart one killed resource, and returns at once.</summary>
    public Task BeginStartAsync(string resource) =>
        _application.BeginStartAsync(resource, TestContext.Current.CancellationToken);

    /// <summary>Restarts one killed resource, and waits until it is healthy.</summary>
    public async Task StartAsync(string resource)
    {
        await _application.StartAgainAsync(resource, TestContext.Current.CancellationToken);
        _down.Remove(resource);
    }

    /// <summary>
    /// Waits until both gateways read from the primary and are healthy, so connected to Redis, and the second instance
    /// of the API responds within the gateway's timeout.
    /// </summary>
    public Task WaitUntilHealthyAsync() => Eventually.IsTrueAsync(
        async () => await IsHealthyAsync(Gateway) && await IsHealthyAsync(OtherGateway) && await AnswersSoonAsync(),
        BreakTime);

    // Only calls close a circuit, so these read a new patient and write it to Redis.
    private static async Task<bool> IsHealthyAsync(HttpClient gateway)
    {
        using var created = await gateway.PostAsJsonAsync(
            GatewayClient.Patients, GatewayClient.NewPatient(), TestContext.Current.CancellationToken);
        if (!created.IsSuccessStatusCode)
        {
            return false;
        }

        var (patient, _) = await GatewayClient.ReadAsync(created);
        var response = await SourcedResponse.GetAsync(gateway, patient.Id);
        using var health = await gateway.GetAsync(
            new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.Source == "primary"
            && await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) == "Healthy";
    }

    private async Task<bool> AnswersSoonAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await _readOnlyApi.GetAsync(
            new Uri($"/patients/{Guid.Empty}/summary", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound && Stopwatch.GetElapsedTime(started) < Soon;
    }

    // The same program with the same references: a second replica with its own address.
    private void AddSecondGateway(IDistributedApplicationTestingBuilder builder)
    {
        var gateway = Project(builder, ResourceNames.PatientGateway);
        builder.AddProject(
            SecondGateway,
            gateway.Resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath,
            launchProfileName: null)
            .WithHttpEndpoint()
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithReference(Project(builder, ResourceNames.PatientApi))
            .WithReference(Project(builder, ResourceNames.PatientApiReadOnly))
            .WithReference(builder.CreateResourceBuilder(builder.Resources.OfType<IResourceWithConnectionString>()
            .Single(resource => resource.Name == ResourceNames.Redis)))
            .WithEnvironment("Encryption__CurrentKey", Secret(builder, "payload-key"))
            .WithEnvironment("Encryption__NameKey", Secret(builder, "payload-name-key"))
            .WithEnvironment("Audit__Key", Secret(builder, "audit-key"))
            .WithEnvironment("Audit__Folder", _auditFolder.FullName)
            .WithTestCredentials()
            .WithServiceDefaults();
    }

    private static IResourceBuilder<ProjectResource> Project(
        IDistributedApplicationTestingBuilder builder, string name) =>
        builder.CreateResourceBuilder(
            builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == name));

    private static IResourceBuilder<ParameterResource> Secret(
        IDistributedApplicationTestingBuilder builder, string name) =>
        builder.CreateResourceBuilder(
            builder.Resources.OfType<ParameterResource>().Single(resource => resource.Name == name));
}
