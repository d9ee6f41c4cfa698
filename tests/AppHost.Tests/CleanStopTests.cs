using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests;

/// <summary>Starts a second system beside the shared one, so it also tests that two systems do not interfere.</summary>
public sealed class CleanStopTests
{
    [Fact]
    public async Task Stop_OfAHealthySystem_LeavesNoProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds processes by /proc.");
        var application = await SystemFixture.StartAsync([]);
        var processes = new List<int>();
        foreach (var resource in new[] { ResourceNames.PatientApi, ResourceNames.PatientGateway })
        {
            processes.AddRange(await ResourceProcesses.OfAsync(
                application, resource, TestContext.Current.CancellationToken));
        }

        await application.StopAsync(TestContext.Current.CancellationToken);
        await application.DisposeAsync();

        Assert.NotEmpty(processes);
        await ResourceProcesses.WaitForEndAsync(
            processes, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
