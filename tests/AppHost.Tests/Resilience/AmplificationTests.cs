using System.Net;
using AppHost.Tests.Fixtures;
using Aspire.Hosting;
using PatientApi.Contracts;

namespace AppHost.Tests.Resilience;

/// <summary>
/// Three tiers with three attempts each would send 9 calls to a dead database for one request. Here only one tier
/// retries, and each tier has a retry budget. The circuit breakers, which would stop the calls after five failures, are
/// off.
/// </summary>
public sealed class AmplificationTests : IAsyncLifetime
{
    private const int Attempts = 3;
    private const int Reads = 1_000;
    private const double ShareOfRetries = 0.2;
    private const int LeastRetries = 10;

    private static readonly string[] Settings =
    [
        "--Resilience:Defaults:CircuitBreaker:Enabled=false",
        "--Resilience:Defaults:RateLimit:Enabled=false",
        "--Resilience:Defaults:Bulkhead:MaxConcurrency=2000",
        "--Resilience:Defaults:Bulkhead:QueueLimit=2000",
        "--Resilience:Defaults:Connections:Maximum=10000",
        "--Resilience:Defaults:TotalTimeout:Duration=00:00:50",
        "--Resilience:Defaults:Retry:MaxAttempts=3",
        // The API sends a Retry-After of ten seconds, and the gateway honours it.
        "--Resilience:Defaults:Retry:MaxDelay=00:00:20",
        "--Resilience:Pipelines:database:Retry:BaseDelay=00:00:00.010",
        "--Resilience:Pipelines:patient-api:HealthProbe:Enabled=false",
    ];

    private readonly DatabaseRelay _database = new();
    private DistributedApplication? _application;

    public async ValueTask InitializeAsync() => _application = await SystemFixture.StartAsync(
        Settings, _database.StandBetween);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Reads_WithADeadDatabase_StayWithinTheAttemptsOfBothTiersAndThenWithinTheirBudgets()
    {
        using var gateway = _application!.CreateServiceClient(ResourceNames.PatientGateway);
        gateway.Timeout = TimeSpan.FromMinutes(2);
        _database.Die();

        using var first = await gateway.GetPatientAsync(Guid.NewGuid());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.InRange(_database.Knocks, Attempts + 1, Attempts + Attempts - 1);

        await Parallel.ForAsync(1, Reads, new ParallelOptions { MaxDegreeOfParallelism = 300 }, async (_, _) =>
        {
            using var response = await gateway.GetPatientAsync(Guid.NewGuid());
            // Three hundred at once can be too many for two busy cores: then they time out, but the database was called
            // all the same.
            Assert.True(
                response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
                $"{response.StatusCode}");
        });

        var most = Reads * (1 + ShareOfRetries) * (1 + ShareOfRetries) + LeastRetries + LeastRetries;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_database.Knocks} calls for {Reads} reads; at most {most} allowed.");
        Assert.InRange(_database.Knocks, Reads, most);
    }
}
