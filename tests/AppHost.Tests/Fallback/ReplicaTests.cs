using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests.Fallback;

/// <summary>Two replicas of the API behind Aspire's proxy; the test kills one and then the other.</summary>
public sealed class ReplicaTests
{
    private const int SlowCallsUntilOpen = 3;

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);

    // A fraction of the soft timeout and of the attempt timeout.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Read_AfterOneOfTwoReplicasDied_IsFromThePrimaryAgainWithin2SecondsAndAfterBothAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kills processes by their signals.");
        await using var application = await SystemFixture.StartAsync(
            ["--PatientApi:Replicas=2", "--Resilience:Defaults:RateLimit:Enabled=false"]);
        using var gateway = application.CreateGatewayClient();
        var known = await CreateAsync(gateway);
        Assert.Equal("primary", (await SourcedResponse.GetAsync(gateway, known)).Source);

        var replicas = await application.BothReplicasAsync(
            ResourceNames.PatientApi, TestContext.Current.CancellationToken);
        ProcessSignal.Send(ProcessSignal.Kill, ResourceProcesses.OfInstance(application, replicas[0])!);
        var died = Stopwatch.GetTimestamp();

        SourcedResponse response;
        do
        {
            response = await SourcedResponse.GetAsync(gateway, known);
            Assert.Equal(HttpStatusCode.OK, response.Status);
            Assert.InRange(Stopwatch.GetElapsedTime(died), TimeSpan.Zero, Recovery);
        }
        while (response.Source != "primary");

        ProcessSignal.Send(ProcessSignal.Kill, ResourceProcesses.OfInstance(application, replicas[1])!);
        await AssertAnsweredAtOnceAsync(gateway, known);
    }

    // Aspire's proxy accepts connections and never responds: callers can only detect by their timeouts that the API is
    // down.
    private static async Task AssertAnsweredAtOnceAsync(HttpClient gateway, Guid known)
    {
        for (var call = 0; call < SlowCallsUntilOpen; call++)
        {
            Assert.Equal("cache", (await SourcedResponse.GetAsync(gateway, known)).Source);
        }

        var cached = await SourcedResponse.GetAsync(gateway, known);
        Assert.Equal("cache", cached.Source);
        Assert.InRange(cached.Took, TimeSpan.Zero, AtOnce);
        var started = Stopwatch.GetTimestamp();
        using var list = await gateway.GetAsync(
            new Uri(GatewayClient.Patients, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, list.StatusCode);
        using var write = await gateway.PostAsJsonAsync(
            GatewayClient.Patients, GatewayClient.NewPatient(), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, write.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, 2 * AtOnce);
    }

    // A system that has just become healthy may still respond slowly on a busy machine.
    private static async Task<Guid> CreateAsync(HttpClient gateway)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        HttpResponseMessage created;
        while (!(created = await gateway.PostAsJsonAsync(
            GatewayClient.Patients,
            GatewayClient.NewPatient(),
            TestContext.Current.CancellationToken)).IsSuccessStatusCode)
        {
            created.Dispose();
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        using (created)
        {
            return (await GatewayClient.ReadAsync(created)).Patient.Id;
        }
    }
}
