using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PatientApi.Data;
using ServiceDefaults.Pipelines;
using Testing;

namespace PatientApi.Tests.Hosting;

public sealed class DebuggerTests(PostgresServer postgres)
{
    [Fact]
    public async Task Start_WithTheTimeoutsOfADebugger_Starts()
    {
        await using var api = new ApiFactory(postgres.NewDatabase()).With("Resilience:Debugger:ExtendTimeouts", "true");

        using var client = await api.CreateReadyClientAsync();

        Assert.Equal(
            TimeSpan.FromSeconds(10 * 20),
            api.Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>()
                .Get(UnitOfWork.Pipeline).AttemptTimeout.Duration);
    }
}
