using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PatientApi.Data;
using Testing;

namespace PatientApi.Tests.Hosting;

public sealed class LogLevelTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("Development", LogLevel.Debug, LogLevel.Debug)]
    [InlineData("Staging", LogLevel.Debug, LogLevel.Information)]
    [InlineData("Production", LogLevel.Warning, LogLevel.Information)]
    public async Task Log_InAnEnvironment_HasItsMinimumLevel(
        string environment, LogLevel ofPipelines, LogLevel ofMigrations)
    {
        await using var api = new ApiFactory(postgres.NewDatabase()).With("environment", environment);
        var logs = api.Services.GetRequiredService<ILoggerFactory>();

        Assert.Equal((ofPipelines, ofMigrations), (
            LowestOf(logs, "ServiceDefaults.Events.Internal.ResilienceLog"),
            LowestOf(logs, typeof(MigrationService).FullName!)));
        Assert.Equal(LogLevel.Warning, LowestOf(logs, "Microsoft.AspNetCore.Hosting.Diagnostics"));
    }

    private static LogLevel LowestOf(ILoggerFactory logs, string category) => Enum.GetValues<LogLevel>().First(
        logs.CreateLogger(category).IsEnabled);
}
