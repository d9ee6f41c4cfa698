using AppHost.Tests.Fixtures;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;

[assembly: AssemblyFixture(typeof(SystemFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace AppHost.Tests.Fixtures;

/// <summary>The whole system, started once for all tests of this assembly, with ephemeral data.</summary>
public sealed class SystemFixture : IAsyncLifetime
{
    /// <summary>Enough for a first start on two slow cores; a test that needs longer hangs.</summary>
    internal static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How Postgres and Redis run, whatever is installed on this machine: as processes, unless
    /// <c>APPHOST_TESTS_INFRASTRUCTURE</c> says otherwise.
    /// </summary>
    internal static readonly string Infrastructure = Environment.GetEnvironmentVariable("APPHOST_TESTS_INFRASTRUCTURE")
        ?? "processes";

    /// <summary>Whether Postgres and Redis run as containers.</summary>
    internal static bool UsesContainers => string.Equals(
        Infrastructure, "containers", StringComparison.OrdinalIgnoreCase);

    private readonly OtlpCollector _telemetry = new();
    private DistributedApplication? _application;

    /// <summary>The running system.</summary>
    public DistributedApplication Application =>
        _application ?? throw new InvalidOperationException("The system was not started.");

    /// <summary>The spans the services have sent so far.</summary>
    internal OtlpCollector Telemetry => _telemetry;

    /// <summary>A client of the gateway.</summary>
    public HttpClient CreateGatewayClient() => Application.CreateGatewayClient();

    public async ValueTask InitializeAsync()
    {
        await _telemetry.StartAsync();
        // Development allows 15 calls a second; the tests send more.
        _application = await StartAsync(
            ["--Resilience:Defaults:RateLimit:Permits=10000", "--Resilience:Defaults:RateLimit:Burst=10000"],
            SendTelemetryToUs,
            withConsole: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _telemetry.DisposeAsync();
    }

    /// <summary>
    /// Starts a separate system, without the console unless a test asks for it, and waits until every service is
    /// healthy.
    /// </summary>
    internal static async Task<DistributedApplication> StartAsync(
        string[] arguments,
        Action<IDistributedApplicationTestingBuilder>? configure = null,
        bool withConsole = false)
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--infrastructure", Infrastructure, "--data", "ephemeral", .. Credentials.Arguments, .. arguments],
            timeout.Token);
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(new RecentLogs()));
        if (!withConsole)
        {
            builder.CreateResourceBuilder<ProjectResource>(ResourceNames.ResilienceConsole).WithExplicitStart();
        }

        configure?.Invoke(builder);
        var application = await builder.BuildAsync(timeout.Token);
        try
        {
            await application.StartAsync(timeout.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync(
                ResourceNames.PatientApi, timeout.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync(
                ResourceNames.PatientGateway, timeout.Token);
            return application;
        }
        catch (Exception failure)
        {
            await application.DisposeAsync();
            throw new InvalidOperationException(
                $"The system did not start.{Environment.NewLine}{RecentLogs.Text}", failure);
        }
    }

    private void SendTelemetryToUs(IDistributedApplicationTestingBuilder builder)
    {
        _telemetry.Receive(builder, spans: TimeSpan.FromMilliseconds(100), metrics: TimeSpan.FromMinutes(1));
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            // The tests look up the spans of a request by the trace id that they send with it.
            builder.CreateResourceBuilder(service).WithEnvironment("Edge__ContinueTraces", "true");
        }
    }
}
