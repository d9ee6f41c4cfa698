using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Hosting;

/// <summary>
/// Logs are detailed in development and sparse in production; audit-relevant categories are logged everywhere.
/// </summary>
public sealed class LogLevelTests
{
    private const string Ours = "ServiceDefaults.Events.Internal.ResilienceLog";
    private const string Audit = "ServiceDefaults.Fallback.Internal.FallbackTelemetry";
    private const string Requests = "ServiceDefaults.Errors.Internal.ProblemDetailsExceptionHandler";
    private const string Lifetime = "Microsoft.Hosting.Lifetime";
    private const string Urls = "Microsoft.AspNetCore.Hosting.Diagnostics";

    [Theory]
    [InlineData("Development", Ours, LogLevel.Debug)]
    [InlineData("Staging", Ours, LogLevel.Debug)]
    [InlineData("Production", Ours, LogLevel.Warning)]
    [InlineData("Development", Requests, LogLevel.Debug)]
    [InlineData("Production", Requests, LogLevel.Warning)]
    [InlineData("Development", Audit, LogLevel.Debug)]
    [InlineData("Production", Audit, LogLevel.Information)]
    [InlineData("Production", Lifetime, LogLevel.Information)]
    [InlineData("Development", Urls, LogLevel.Warning)]
    [InlineData("Staging", Urls, LogLevel.Warning)]
    [InlineData("Production", Urls, LogLevel.Warning)]
    public async Task Log_InAnEnvironment_HasItsMinimumLevel(string environment, string category, LogLevel lowest)
    {
        using var api = new StubApi();
        await using var gateway = new Gateway(api) { Environment = environment };
        var log = gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

        Assert.Equal(lowest, Enum.GetValues<LogLevel>().First(log.IsEnabled));
    }
}
