using System.Diagnostics;
using System.Net;
using AppHost.Tests.Fixtures;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AppHost.Tests.Fallback;

/// <summary>Two replicas of the API behind Aspire's proxy, one of which dies.</summary>
public sealed class ReplicaTests
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Read_AfterOneOfTwoReplicasDied_IsFromThePrimaryAgainWithin2Seconds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kills processes by their signals.");
        await using var application = await SystemFixture.StartAsync(["--PatientApi:Replicas=2", "--Resilience:Defaults:RateLimit:Enabled=false"]);
        using var gateway = application.CreateGatewayClient();
        var known = (await gateway.CreateAsync(GatewayClient.NewPatient())).Patient.Id;
        Assert.Equal("primary", (await SourcedAnswer.GetAsync(gateway, known)).Source);

        ResourceControl.Kill(ResourceProcesses.OfInstance(application, await OneReplicaAsync(application))!);
        var died = Stopwatch.GetTimestamp();

        SourcedAnswer answer;
        do
        {
            answer = await SourcedAnswer.GetAsync(gateway, known);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.InRange(Stopwatch.GetElapsedTime(died), TimeSpan.Zero, Recovery);
        }
        while (answer.Source != "primary");
    }

    private static async Task<string> OneReplicaAsync(DistributedApplication application)
    {
        var model = application.Services.GetRequiredService<DistributedApplicationModel>();
        var replicas = model.Resources.Single(resource => resource.Name == ResourceNames.PatientApi).GetResolvedResourceNames();
        Assert.Equal(2, replicas.Length);
        foreach (var replica in replicas)
        {
            await application.ResourceNotifications.WaitForResourceAsync(
                ResourceNames.PatientApi, state => state.ResourceId == replica && state.Snapshot.State?.Text == KnownResourceStates.Running, TestContext.Current.CancellationToken);
        }

        return replicas[0];
    }
}
