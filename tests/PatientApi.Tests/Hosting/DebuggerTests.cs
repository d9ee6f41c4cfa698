using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PatientApi.Data;
using ServiceDefaults.Pipelines;
using Testing;

namespace PatientApi.Tests.Hosting;

public sealed class DebuggerTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Test")]
    [InlineData("Staging")]
    [InlineData("Production")]
    public async Task Start_WithTheTimeoutsOfADebugger_Succeeds(string environment)
    {
        await using var api = Start(environment);
        await using var debugged = Start(environment).With("Resilience:Debugger:ExtendTimeouts", "true");

        using var client = await debugged.CreateReadyClientAsync();

        Assert.Equal(AttemptOf(api) * 20, AttemptOf(debugged));
    }

    private ApiFactory Start(string environment) =>
        new ApiFactory(postgres.NewDatabase()).With(HostDefaults.EnvironmentKey, environment);

    private static TimeSpan AttemptOf(ApiFactory api) =>
        api.Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>()
            .Get(UnitOfWork.Pipeline).AttemptTimeout.Duration;
}
