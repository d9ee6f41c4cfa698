using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PatientApi.Contracts;
using PatientGateway.Audit;
using PatientGateway.Import;
using PatientGateway.Upstream;
using ServiceDefaults.ServiceIdentity;
using Testing;

namespace PatientGateway.Tests.Fixtures;

/// <summary>The whole gateway with a stub API, or, with an address, with a real server.</summary>
internal sealed class Gateway : WebApplicationFactory<Program>
{
    public const string Patients = "/api/v1/patients";

    private readonly StubApi? _api;
    private readonly Uri _address;
    private readonly bool _ownsFolder = true;

    public Gateway(StubApi api)
        : this(new Uri($"http://{StubApi.Host}")) => _api = api;

    public Gateway(Uri address) => _address = address;

    /// <summary>The second instance of the API; without one, no server listens at its address.</summary>
    public StubApi? ReadOnlyApi { get; init; }

    public string Environment { get; init; } = "Production";

    public WatchedTime Time { get; } = new();

    /// <summary>The clock; the system clock if it must run by itself.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>All log entries, including those after the gateway has stopped.</summary>
    public FakeLogCollector Logs { get; } = FakeLogCollector.Create(new FakeLogCollectorOptions());

    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>The API's side of the audit trail.</summary>
    public AuditApi Audit { get; init; } = new();

    /// <summary>Whether the client of the audit trail has its own connections instead of <see cref="Audit"/>.</summary>
    public bool IsAuditOnTheWire { get; init; }

    /// <summary>The folder of the audit files; deleted with the gateway, unless a test sets its own.</summary>
    public string AuditFolder
    {
        get => field ??= Directory.CreateTempSubdirectory("gateway-audit-").FullName;
        init => (_ownsFolder, field) = (false, value);
    }

    /// <summary>
    /// Services of a test's own, which win over the product's, such as the handler of another dependency's client:
    /// <c>services.AddHttpClient("labs").ConfigurePrimaryHttpMessageHandler(() => labs)</c>.
    /// </summary>
    public Action<IServiceCollection>? Replace { get; init; }

    /// <summary>A gateway on a port of its own instead of the in-memory server, for tests of the wire format.</summary>
    public static Gateway OnKestrel(Uri api, params (string Key, string Value)[] settings)
    {
        var gateway = new Gateway(api)
        {
            Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value)
        };
        // The overload that takes a port sets it after the application has begun to start, and loses that race now and
        // then.
        gateway.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        gateway.StartServer();
        return gateway;
    }

    /// <summary>
    /// A client without a buffer before the wire; the factory's own client buffers bodies to follow redirects.
    /// </summary>
    public HttpClient CreateWireClient() => new HttpClient { BaseAddress = ClientOptions.BaseAddress }.WithKey();

    public override async ValueTask DisposeAsync()
    {
        await FakeClock.PassUntilEndedAsync(base.DisposeAsync().AsTask(), Time);
        if (_ownsFolder && Directory.Exists(AuditFolder))
        {
            Directory.Delete(AuditFolder, recursive: true);
        }
    }

    protected override void ConfigureClient(HttpClient client)
    {
        base.ConfigureClient(client);
        client.WithKey();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        Audit.Environment = Environment;
        _api?.Identity = ServiceIdentityHeader.Format(ResourceNames.PatientApi, Environment);
        ReadOnlyApi?.Identity = ServiceIdentityHeader.Format(ResourceNames.PatientApiReadOnly, Environment);
        builder.UseSetting("services:patient-api:http:0", _address.ToString());
        builder.UseSetting(
            "services:patient-api-readonly:http:0",
            ReadOnlyApi is null ? "http://127.0.0.1:9" : $"http://{StubApi.Host}");
        builder.UseSetting("Drain:Grace", "00:00:00");
        // No test moves the clock while it waits for a retry.
        builder.UseSetting("Resilience:Pipelines:patient-api:Retry:BaseDelay", "00:00:00");
        builder.UseSetting("Resilience:Pipelines:patient-api-readonly:Retry:BaseDelay", "00:00:00");
        builder.UseSetting("Audit:Folder", AuditFolder);
        foreach (var (name, value) in Credentials.Settings.Concat(Settings))
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new FakeLoggerProvider(Logs)));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(Clock ?? Time);
            if (!IsAuditOnTheWire)
            {
                services.AddHttpClient(AuditApiClient.Pipeline).ConfigurePrimaryHttpMessageHandler(() => Audit);
            }

            Replace?.Invoke(services);
            if (_api is not null)
            {
                services.AddHttpClient(ResourceNames.PatientApi).ConfigurePrimaryHttpMessageHandler(() => _api);
                services.AddHttpClient(QueuedPatientApiClient.Pipeline).ConfigurePrimaryHttpMessageHandler(() => _api);
                services.AddHttpClient(nameof(ImportClient)).ConfigurePrimaryHttpMessageHandler(() => _api);
            }

            if (ReadOnlyApi is { } readOnly)
            {
                services.AddHttpClient(ResourceNames.PatientApiReadOnly)
                    .ConfigurePrimaryHttpMessageHandler(() => readOnly);
            }
        });
    }
}
