using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Tests.Telemetry;

public sealed class PrometheusTests
{
    private const string Key = "a key of the scraper, which has 32 characters and more";

    [Theory]
    [InlineData("Development", "true", Key, HttpStatusCode.OK)]
    [InlineData("Production", "true", Key, HttpStatusCode.OK)]
    [InlineData("Development", "true", "another key", HttpStatusCode.NotFound)]
    [InlineData("Production", "true", null, HttpStatusCode.NotFound)]
    [InlineData("Production", "false", Key, HttpStatusCode.NotFound)]
    public async Task Get_Metrics_RequiresTheScrapersKey(
        string environment, string enabled, string? sent, HttpStatusCode expected)
    {
        await using var app = await StartAsync(environment, enabled, Key);
        using var client = app.GetTestClient();
        client.DefaultRequestHeaders.Authorization =
            sent is null ? null : new AuthenticationHeaderValue("Bearer", sent);

        using var response = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(
            expected == HttpStatusCode.OK,
            text.Contains("objective_requests_total{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WithoutAKey_Fails()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync("Production", "true", "short"));

        Assert.Equal(
            "Telemetry:Prometheus:Key has 5 characters; it must have at least 32. Set the key that the scraper sends, "
            + "or Telemetry:Prometheus:Enabled to false.",
            Assert.Single(refusal.Failures));
    }

    private static async Task<WebApplication> StartAsync(string environment, string enabled, string key)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Telemetry:Prometheus:Enabled"] = enabled,
            ["Telemetry:Prometheus:Key"] = key,
        });
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapGet("/orders/{id}", (int id) => id);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
