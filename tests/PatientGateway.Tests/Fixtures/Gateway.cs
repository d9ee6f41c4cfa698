using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using PatientGateway.Import;
using PatientGateway.Upstream;

namespace PatientGateway.Tests.Fixtures;

/// <summary>The gateway with everything real in it, in front of a stub; or, by an address, in front of a server.</summary>
internal sealed class Gateway : WebApplicationFactory<Program>
{
    public const string Patients = "/api/v1/patients";

    private readonly StubApi? _api;
    private readonly Uri _address;

    public Gateway(StubApi api)
        : this(new Uri($"http://{StubApi.Host}")) => _api = api;

    public Gateway(Uri address) => _address = address;

    public string Environment { get; init; } = "Production";

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Everything that was logged, also after the gateway has stopped.</summary>
    public FakeLogCollector Logs { get; } = FakeLogCollector.Create(new FakeLogCollectorOptions());

    public Action<HttpStandardResilienceOptions> Resilience { get; init; } = _ => { };

    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>A gateway on a port of its own instead of the in-memory server, for what only the wire shows.</summary>
    public static Gateway OnKestrel(Uri api)
    {
        var gateway = new Gateway(api);
        gateway.UseKestrel(0);
        gateway.StartServer();
        return gateway;
    }

    /// <summary>A client with nothing before the wire; the factory's own buffers a body to follow redirects with it.</summary>
    public HttpClient CreateWireClient() => new() { BaseAddress = ClientOptions.BaseAddress };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        builder.UseSetting("services:patient-api:http:0", _address.ToString());
        foreach (var (name, value) in Settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new FakeLoggerProvider(Logs)));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.ConfigureAll<HttpStandardResilienceOptions>(options =>
            {
                options.Retry.Delay = TimeSpan.Zero;
                options.Retry.UseJitter = false;
                Resilience(options);
            });
            if (_api is not null)
            {
                services.AddHttpClient(nameof(PatientApiClient)).ConfigurePrimaryHttpMessageHandler(() => _api);
                services.AddHttpClient(nameof(ImportClient)).ConfigurePrimaryHttpMessageHandler(() => _api);
            }
        });
    }
}
