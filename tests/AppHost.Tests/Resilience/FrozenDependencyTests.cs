using System.Diagnostics;
using System.Net;
using AppHost.Tests.Fixtures;
using Aspire.Hosting;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Resilience;

/// <summary>
/// A frozen server is worse than a dead one: no call fails, and all of them wait. The total timeout is shorter than all
/// attempts together, so only it can end the request in time, and the circuit has to count it.
/// </summary>
public sealed class FrozenDependencyTests(FrozenDependencyTests.SharedSystem system)
    : IClassFixture<FrozenDependencyTests.SharedSystem>
{
    private const int CallsUntilOpen = 3;

    // On two busy cores a response that is ready can still be late.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GatewayTimeout = TimeSpan.FromSeconds(3);

    private static readonly string[] Settings =
    [
        "--Resilience:Defaults:RateLimit:Enabled=false",
        "--Resilience:Defaults:CircuitBreaker:FailureThreshold=3",
        // Longer than the remaining wait of a call that has opened the circuit by its soft timeout.
        "--Resilience:Defaults:CircuitBreaker:BreakDuration=00:00:05",
        "--Resilience:Defaults:CircuitBreaker:SuccessThreshold=1",
        "--Resilience:Pipelines:patient-api:TotalTimeout:Duration=00:00:03",
        "--Resilience:Pipelines:patient-api:AttemptTimeout:Duration=00:00:02",
        "--Resilience:Pipelines:patient-api:Retry:MaxAttempts=3",
        "--Resilience:Pipelines:patient-api:HealthProbe:Enabled=false",
        "--Resilience:Pipelines:database:TotalTimeout:Duration=00:00:01",
        "--Resilience:Pipelines:database:AttemptTimeout:Duration=00:00:00.800",
        "--Resilience:Pipelines:database:Retry:BaseDelay=00:00:00.050",
    ];

    [Theory]
    [InlineData(ResourceNames.Postgres)]
    [InlineData(ResourceNames.PatientApi)]
    public async Task Read_WhileADependencyIsFrozen_EndsByTheDeadlineAndIsThenRejectedAtOnce(string resource)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Freezes processes by their signals.");
        var (patient, _) = await system.Gateway.CreateAsync(GatewayClient.NewPatient());
        await using (await FrozenResource.FreezeAsync(
            system.Application, resource, TestContext.Current.CancellationToken))
        {
            for (var call = 0; call < CallsUntilOpen; call++)
            {
                var (status, took) = await ReadAsync(patient.Id);
                Assert.True(
                    status is HttpStatusCode.GatewayTimeout or HttpStatusCode.ServiceUnavailable,
                    $"Call {call} was answered {status}.");
                Assert.InRange(took, TimeSpan.Zero, GatewayTimeout + Slack);
            }

            var (rejected, atOnce) = await ReadAsync(patient.Id);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, rejected);
            Assert.InRange(atOnce, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        await HealsAsync(patient.Id);
    }

    private async Task<(HttpStatusCode Status, TimeSpan Took)> ReadAsync(Guid id)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await system.Gateway.GetPatientAsync(id);
        return (response.StatusCode, Stopwatch.GetElapsedTime(started));
    }

    private Task HealsAsync(Guid id) =>
        Eventually.IsTrueAsync(async () => (await ReadAsync(id)).Status == HttpStatusCode.OK);

    /// <summary>One system for both dependencies; each test mends what it froze.</summary>
    public sealed class SharedSystem : IAsyncLifetime
    {
        public DistributedApplication Application { get; private set; } = null!;

        public HttpClient Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Application = await SystemFixture.StartAsync(Settings);
            Gateway = Application.CreateServiceClient(ResourceNames.PatientGateway);
        }

        public async ValueTask DisposeAsync()
        {
            Gateway?.Dispose();
            if (Application is not null)
            {
                await Application.DisposeAsync();
            }
        }
    }
}
