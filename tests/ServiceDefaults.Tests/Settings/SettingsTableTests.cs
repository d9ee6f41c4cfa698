using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Pipelines.Internal;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class SettingsTableTests
{
    private const string BuiltIn = "built in";

    [Theory]
    [InlineData("Development", HttpStatusCode.OK)]
    [InlineData("Test", HttpStatusCode.NotFound)]
    [InlineData("Staging", HttpStatusCode.NotFound)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task Get_ResilienceSettings_ExistsInDevelopmentOnly(string environment, HttpStatusCode expected)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults().AddDependencyPipeline("thing", DependencyKind.Worker);
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var client = app.GetTestClient();
        using var response = await client.GetAsync("/resilience/settings", TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected == HttpStatusCode.OK, text.StartsWith("PIPELINE  OPTION", StringComparison.Ordinal));
    }

    [Fact]
    public void Print_OfTwoPipelines_HasARowForEveryOptionOfEach()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Http).AddAnyDependency(
                DependencyKind.Database, name: "database"));

        var rows = Rows(host);

        string[] sections = [
            "AttemptTimeout",
            "Bulkhead",
            "CircuitBreaker",
            "Connections",
            "HealthProbe",
            "Preset",
            "RateLimit",
            "Retry",
            "TotalTimeout"
        ];
        Assert.Equal(sections, rows.Where(row => row.Pipeline == "thing")
            .Select(row => row.Option.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(
            ("database", "TotalTimeout:Operations:transaction", "00:00:05"),
            rows.Select(row => (row.Pipeline, row.Option, row.Value)));
        Assert.DoesNotContain(rows, row => row.Option.Contains("Longest", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CircuitBreaker:FailureThreshold", "3", "Resilience:Defaults in resilience.Test.json")]
    [InlineData("CircuitBreaker:MaxProbes", "3", "Resilience:Defaults in resilience.json")]
    [InlineData("Retry:MaxDelay", "00:01:00", "Resilience:Kinds:Worker in resilience.json")]
    [InlineData("Retry:BaseDelay", "00:00:00.5000000", "Resilience:Kinds:Worker in resilience.json")]
    [InlineData("CircuitBreaker:SlowCallRate", "0", BuiltIn)]
    [InlineData("RateLimit:Permits", "900", "Resilience:Pipelines:thing in MemoryConfigurationProvider")]
    [InlineData("Retry:Budget:Ratio", "0.5", "Resilience:Pipelines:thing in MemoryConfigurationProvider")]
    [InlineData("Retry:MaxAttempts", "6", "code")]
    [InlineData("CircuitBreaker:FailureRate", "0.8", "code")]
    [InlineData("TotalTimeout:Operations:export", "00:00:03", "code")]
    public void Print_AnyOption_HasTheSourceOfItsValue(string option, string value, string from)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Worker, options =>
            {
                (options.Retry.MaxAttempts, options.CircuitBreaker.FailureRate) = (6, 0.8);
                options.TotalTimeout.Operations["export"] = TimeSpan.FromSeconds(3);
            }),
            new()
            {
                ["Resilience:Pipelines:thing:RateLimit:Permits"] = "900",
                ["Resilience:Pipelines:thing:Retry:Budget:Ratio"] = "0.50"
            });

        Assert.Equal([("thing", option, value, from)], Rows(host).Where(row => row.Option == option));
    }

    /// <summary>An option that no strategy reads is not effective, whatever its default is.</summary>
    [Theory]
    [InlineData(DependencyKind.Http, "HealthProbe:Enabled", true)]
    [InlineData(DependencyKind.Http, "HealthProbe:Interval", false)]
    [InlineData(DependencyKind.Http, "Connections:Lifetime", true)]
    [InlineData(DependencyKind.Http, "Retry:RetryWithIdempotencyKey", true)]
    [InlineData(DependencyKind.Http, "RateLimit:Burst", true)]
    [InlineData(DependencyKind.Database, "HealthProbe:Enabled", false)]
    [InlineData(DependencyKind.Database, "Connections:Lifetime", true)]
    [InlineData(DependencyKind.Database, "RateLimit:Enabled", true)]
    [InlineData(DependencyKind.Database, "RateLimit:Permits", false)]
    [InlineData(DependencyKind.Database, "Retry:RetryWithIdempotencyKey", false)]
    [InlineData(DependencyKind.Database, "TotalTimeout:Operations:transaction", true)]
    [InlineData(DependencyKind.Cache, "Connections:Maximum", false)]
    [InlineData(DependencyKind.Cache, "HealthProbe:Path", false)]
    [InlineData(DependencyKind.Cache, "Retry:Enabled", true)]
    [InlineData(DependencyKind.Cache, "Retry:MaxAttempts", false)]
    [InlineData(DependencyKind.Cache, "Retry:Budget:Ratio", false)]
    [InlineData(DependencyKind.Worker, "Connections:Maximum", false)]
    [InlineData(DependencyKind.Worker, "Retry:MaxAttempts", true)]
    [InlineData(DependencyKind.Worker, "RateLimit:Burst", false, "RateLimit:Algorithm", "SlidingWindow")]
    [InlineData(DependencyKind.Worker, "CircuitBreaker:FailureThreshold", false, "CircuitBreaker:Enabled", "false")]
    [InlineData(DependencyKind.Worker, "TotalTimeout:Duration", false, "TotalTimeout:Enabled", "false")]
    [InlineData(DependencyKind.Worker, "AttemptTimeout:Duration", false, "AttemptTimeout:Enabled", "false")]
    [InlineData(DependencyKind.Worker, "Bulkhead:MaxConcurrency", false, "Bulkhead:Enabled", "false")]
    [InlineData(DependencyKind.Http, "HealthProbe:Interval", true, "HealthProbe:Enabled", "true")]
    public void Print_AnOption_IsListedOnlyIfAStrategyReadsIt(
        DependencyKind kind, string option, bool isThere, string? setting = null, string? value = null)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(kind),
            setting is null ? null : new() { [$"Resilience:Pipelines:thing:{setting}"] = value });

        Assert.Equal(isThere, Rows(host).Any(row => row.Option == option));
    }

    [Theory]
    [InlineData("Retry:MaxAttempts", "0")]
    [InlineData("Preset", "none")]
    public void Print_WhileAChangeIsRejected_SaysThatTheLastGoodValuesAreKept(string option, string value)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker));
        Assert.Equal(5, host.OptionsOf().Retry.MaxAttempts);

        host.Change(($"Resilience:Pipelines:thing:{option}", value));

        Assert.Equal(
            [("thing", "Retry:MaxAttempts", "5", "before a change that is refused")],
            Rows(host).Where(row => row.Option == "Retry:MaxAttempts"));
    }

    private static (string Pipeline, string Option, string Value, string From)[] Rows(PipelineHost host) =>
        Rows(ActivatorUtilities.CreateInstance<SettingsTable>(host.Services).Print());

    private static (string Pipeline, string Option, string Value, string From)[] Rows(string table) =>
    [
        .. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(cells => (cells[0], cells[1], cells[2], cells[3])),
    ];
}
