using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace AppHost.Tests.Fixtures;

/// <summary>A system of two gateways, parts of which a test kills. It is whole again before the next test.</summary>
public sealed class OutageSystem : IAsyncLifetime
{
    public const string SecondGateway = "patient-gateway-2";

    private static readonly string[] Settings =
    [
        "--Resilience:Defaults:RateLimit:Enabled=false",
        // Breaks end soon, so that what is back is also seen to be.
        "--Resilience:Defaults:CircuitBreaker:BreakDuration=00:00:02",
        "--Resilience:Defaults:CircuitBreaker:SuccessThreshold=1",
    ];

    private readonly HashSet<string> _down = new(StringComparer.Ordinal);
    private DistributedApplication _application = null!;

    /// <summary>The whole break, an attempt that finds out, and what two busy cores need.</summary>
    public static TimeSpan BreakTime { get; } = TimeSpan.FromSeconds(30);

    public DistributedApplication Application => _application;

    public HttpClient Gateway { get; private set; } = null!;

    public HttpClient OtherGateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _application = await SystemFixture.StartAsync(Settings, AddSecondGateway);
        using var timeout = new CancellationTokenSource(SystemFixture.StartTimeout);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(SecondGateway, timeout.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.PatientApiReadOnly, timeout.Token);
        Gateway = _application.CreateHttpClient(ResourceNames.PatientGateway, "http");
        OtherGateway = _application.CreateHttpClient(SecondGateway, "http");
    }

    public async ValueTask DisposeAsync()
    {
        Gateway?.Dispose();
        OtherGateway?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    /// <summary>Ends the processes of a resource without a word; a container is stopped instead.</summary>
    public async Task KillAsync(string resource)
    {
        _down.Add(resource);
        if (await ProcessTree.FindAsync(_application, resource) is { } processes)
        {
            using var kill = Process.Start("kill", ["-KILL", .. processes.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await _application.ResourceNotifications.WaitForResourceAsync(
                resource, state => KnownResourceStates.TerminalStates.Contains(state.Snapshot.State?.Text), TestContext.Current.CancellationToken);
        }
        else
        {
            await CommandAsync(resource, KnownResourceCommands.StopCommand);
        }
    }

    /// <summary>Starts again what was killed, and waits until both gateways read from the primary.</summary>
    public async Task HealAsync(Guid patient)
    {
        foreach (var resource in _down.ToList())
        {
            await StartAsync(resource);
        }

        await ReadsLiveAsync(Gateway, patient);
        await ReadsLiveAsync(OtherGateway, patient);
    }

    /// <summary>Starts one resource again that was killed.</summary>
    public async Task StartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        using var timeout = new CancellationTokenSource(SystemFixture.StartTimeout);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
        _down.Remove(resource);
    }

    private static async Task ReadsLiveAsync(HttpClient gateway, Guid patient)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(BreakTime);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await SourcedAnswer.GetAsync(gateway, patient)).Source != "primary")
        {
            await pause.WaitForNextTickAsync(timeout.Token);
        }
    }

    private async Task CommandAsync(string resource, string command)
    {
        var result = await _application.ResourceCommands.ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);
        Assert.True(result.Success, result.Message);
    }

    // The same program with the same references: a second replica that can be spoken to by itself.
    private static void AddSecondGateway(IDistributedApplicationTestingBuilder builder)
    {
        var gateway = Project(builder, ResourceNames.PatientGateway);
        builder.AddProject(SecondGateway, gateway.Resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath, launchProfileName: null)
            .WithHttpEndpoint()
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithReference(Project(builder, ResourceNames.PatientApi))
            .WithReference(Project(builder, ResourceNames.PatientApiReadOnly))
            .WithReference(builder.CreateResourceBuilder(builder.Resources.OfType<IResourceWithConnectionString>().Single(resource => resource.Name == ResourceNames.Redis)))
            .WithEnvironment("Encryption__CurrentKey", Secret(builder, "payload-key"))
            .WithEnvironment("Encryption__NameKey", Secret(builder, "payload-name-key"))
            .WithEnvironment(context =>
            {
                foreach (var (key, value) in Settings.Select(setting => setting[2..].Split('=')).Select(parts => (parts[0], parts[1])))
                {
                    context.EnvironmentVariables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
                }
            })
            .WithHttpHealthCheck("/health", endpointName: "http");
    }

    private static IResourceBuilder<ProjectResource> Project(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == name));

    private static IResourceBuilder<ParameterResource> Secret(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.CreateResourceBuilder(builder.Resources.OfType<ParameterResource>().Single(resource => resource.Name == name));
}
