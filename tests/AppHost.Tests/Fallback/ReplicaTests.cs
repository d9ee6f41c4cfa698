using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests.Fallback;

/// <summary>Two replicas of the API behind Aspire's proxy, one of which dies.</summary>
public sealed class ReplicaTests
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Read_AfterOneOfTwoReplicasDied_IsFromThePrimaryAgainWithin2Seconds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kills processes by their signals.");
        await using var application = await SystemFixture.StartAsync(
            ["--PatientApi:Replicas=2", "--Resilience:Defaults:RateLimit:Enabled=false"]);
        using var gateway = application.CreateGatewayClient();
        var known = await CreateAsync(gateway);
        Assert.Equal("primary", (await SourcedResponse.GetAsync(gateway, known)).Source);

        ProcessSignal.Send(
            ProcessSignal.Kill,
            ResourceProcesses.OfInstance(
                application,
                await application.OneReplicaAsync(ResourceNames.PatientApi, TestContext.Current.CancellationToken))!);
        var died = Stopwatch.GetTimestamp();

        SourcedResponse response;
        do
        {
            response = await SourcedResponse.GetAsync(gateway, known);
            Assert.Equal(HttpStatusCode.OK, response.Status);
            Assert.InRange(Stopwatch.GetElapsedTime(died), TimeSpan.Zero, Recovery);
        }
        while (response.Source != "primary");
    }

    // A system that has just become healthy may still be slow to answer on a busy machine.
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
