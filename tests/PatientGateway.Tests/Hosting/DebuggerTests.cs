using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Pipelines;

namespace PatientGateway.Tests.Hosting;

/// <summary>
/// The service starts under a debugger: lengthened timeouts must not contradict settings that have to be longer.
/// </summary>
public sealed class DebuggerTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Test")]
    [InlineData("Staging")]
    [InlineData("Production")]
    public async Task Start_WithTheTimeoutsOfADebugger_Succeeds(string environment)
    {
        using var api = new StubApi();
        await using var gateway = new Gateway(api) { Environment = environment };
        await using var debugged = new Gateway(api)
        {
            Environment = environment,
            Settings = { ["Resilience:Debugger:ExtendTimeouts"] = "true" }
        };

        using var client = debugged.CreateClient();

        Assert.Equal(AttemptOf(gateway) * 20, AttemptOf(debugged));
    }

    private static TimeSpan AttemptOf(Gateway gateway) =>
        gateway.Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>()
            .Get(ResourceNames.PatientApi).AttemptTimeout.Duration;
}
