using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ServiceDefaults.Tests.Health;

/// <summary>A check that is red for an hour makes one line, and one when it is green again.</summary>
public sealed class HealthLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_WhateverIsProbed_IsToldWhenItChangesAndOnlyThen()
    {
        var now = HealthCheckResult.Healthy();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("dependency", () => now);
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(Token);
        using var client = app.GetTestClient();

        foreach (var result in new[]
        {
            now,
            HealthCheckResult.Degraded("It is slow."),
            HealthCheckResult.Unhealthy("It is away."),
            HealthCheckResult.Healthy("It is back.")
        })
        {
            now = result;
            for (var probe = 0; probe < 3; probe++)
            {
                using var response = await client.GetAsync("/health", Token);
                Assert.Equal(result.Status.ToString(), await response.Content.ReadAsStringAsync(Token));
            }
        }

        now = new(HealthStatus.Unhealthy, "a person's name", new InvalidOperationException("a person's name"));
        using var thrown = await client.GetAsync("/health", Token);

        var told = app.Services.GetRequiredService<FakeLogCollector>()
            .GetSnapshot().Where(entry => entry.Message.Contains("check dependency", StringComparison.Ordinal));
        Assert.Equal(
            [
                (LogLevel.Warning, "Health check dependency changed to Degraded: It is slow."),
                (LogLevel.Warning, "Health check dependency changed to Unhealthy: It is away."),
                (LogLevel.Information, "Health check dependency changed to Healthy: It is back."),
                (LogLevel.Warning, "Health check dependency changed to Unhealthy: InvalidOperationException"),
            ],
            told.Select(entry => (entry.Level, entry.Message)));
    }
}
