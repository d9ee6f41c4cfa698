using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using PatientApi.Data;
using ServiceDefaults.Health;
using Testing;

namespace PatientApi.Tests;

/// <summary>
/// The service on a database of its own; it keeps its log for the tests that assert on it. The connection string is the
/// owner's. Each database has a runtime role and a reader role of its own, because roles belong to the whole server.
/// </summary>
internal sealed class ApiFactory(string connectionString) : WebApplicationFactory<Program>
{
    public const string RolePassword = "a password of a role";
    public const string CursorKey = "a secret of the tests, long enough to be one";

    public const string AuditKey = "an audit secret of the tests, long enough to be one";

    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:patients"] = ConnectionAs(connectionString, "app"),
        ["ConnectionStrings:patients_owner"] = connectionString,
        ["ConnectionStrings:patients_audit"] = ConnectionAs(connectionString, "audit"),
        ["ConnectionStrings:patients_auditor"] = ConnectionAs(connectionString, "auditor"),
        ["Audit:Key"] = AuditKey,
        ["Database:Reader:Name"] = RoleOf(connectionString, "reader"),
        ["Database:Reader:Password"] = RolePassword,
        ["Paging:CursorKey"] = CursorKey,
        ["Seed:Patients"] = "0",
        // Short intervals: the service soon detects what the tests do to the database, and no stop of a host waits for
        // load balancers.
        ["Health:StartPeriod"] = "00:00:00.025",
        ["Health:Period"] = "00:00:00.100",
        ["Health:FailureThreshold"] = "1",
        ["Drain:Grace"] = "00:00:00",
        ["Authentication:ServiceTokens:PublicKey"] = Credentials.Keys.PublicKey,
        // Development admits five operations; tests of races send more at once.
        ["Resilience:Pipelines:database:Bulkhead:MaxConcurrency"] = "20",
        ["Resilience:Pipelines:database:Bulkhead:QueueLimit"] = "100",
    };

    public string ConnectionString => connectionString;

    /// <summary>The connection string of the runtime role.</summary>
    public string RuntimeConnectionString => ConnectionAs(connectionString, "app");

    /// <summary>The connection string of the reader role.</summary>
    public string ReaderConnectionString => ConnectionAs(connectionString, "reader");

    public FakeLogCollector Logs => Services.GetRequiredService<FakeLogCollector>();

    /// <summary>Services of a test, which replace those of the product.</summary>
    public Action<IServiceCollection>? Replace { get; init; }

    /// <summary>The connection string of one of the roles of the database.</summary>
    public string ConnectionOf(string kind) => ConnectionAs(connectionString, kind);

    /// <summary>Name of a role of the database.</summary>
    public static string RoleOf(string connectionString, string kind) =>
        $"{kind}_{new NpgsqlConnectionStringBuilder(connectionString).Database}";

    /// <summary>Makes it a read-only instance with the reader role.</summary>
    public ApiFactory ReadOnly() =>
        With("Database:ReadOnly", "true").With("ConnectionStrings:patients", ReaderConnectionString);

    public ApiFactory With(string setting, string? value)
    {
        _settings[setting] = value;
        return this;
    }

    /// <summary>A client of a service whose schema is ready.</summary>
    public async Task<HttpClient> CreateReadyClientAsync()
    {
        var client = CreateClient();
        await WaitUntilReadyAsync();
        return client;
    }

    public Task WaitUntilReadyAsync() =>
        Eventually.IsTrueAsync(() => Services.GetRequiredService<IServiceHealth>().IsReady);

    /// <summary>Executes statements as the owner.</summary>
    public async Task ExecuteAsOwnerAsync(string statements)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The context of a tenant, as the product creates it for a caller of that tenant.</summary>
    public PatientDbContext CreateContext(string tenant = CurrentTenant.Default)
    {
        using var scope = CurrentTenant.Use(tenant);
        return Services.GetRequiredService<TenantContextFactory>().CreateDbContext();
    }

    /// <summary>Stops the host, which first completes the running requests.</summary>
    public Task StopAsync() => Services.GetRequiredService<IHost>().StopAsync(CancellationToken.None);

    private static string ConnectionAs(string connectionString, string kind) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Username = RoleOf(connectionString, kind),
            Password = RolePassword
        }.ConnectionString;

    protected override void ConfigureClient(HttpClient client)
    {
        base.ConfigureClient(client);
        client.WithToken();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (setting, value) in _settings)
        {
            builder.UseSetting(setting, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddFakeLogging());
        builder.ConfigureTestServices(services => Replace?.Invoke(services));
    }
}
