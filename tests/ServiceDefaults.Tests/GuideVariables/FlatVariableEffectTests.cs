using ServiceDefaults.GuideVariables;
using ServiceDefaults.GuideVariables.Internal;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;
using ServiceDefaults.Tests.Settings;

namespace ServiceDefaults.Tests.GuideVariables;

/// <summary>How the guide's variables affect pipelines of every kind, compared with the kind's own numbers.</summary>
public sealed class FlatVariableEffectTests
{
    [Theory]
    [InlineData("DEFAULT_TIMEOUT", "7", "AttemptTimeout:Duration", "00:00:07", DependencyKind.Cache)]
    [InlineData("RETRY_MAX_ATTEMPTS", "7", "Retry:MaxAttempts", "7")]
    [InlineData("RETRY_BASE_DELAY", "0.25", "Retry:BaseDelay", "00:00:00.2500000")]
    [InlineData("RETRY_MAX_DELAY", "9", "Retry:MaxDelay", "00:00:09")]
    [InlineData("CIRCUIT_BREAKER_ENABLED", "false", "CircuitBreaker:Enabled", "false")]
    [InlineData("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "7", "CircuitBreaker:FailureThreshold", "7")]
    [InlineData("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", "7", "CircuitBreaker:BreakDuration", "00:00:07")]
    [InlineData("HEALTH_CHECK_INTERVAL", "7", "HealthProbe:Interval", "00:00:07")]
    [InlineData("HEALTH_CHECK_TIMEOUT", "7", "HealthProbe:Timeout", "00:00:07")]
    public void Variable_OfAllServices_ReachesPipelinesOfEveryKindInEveryEnvironment(
        string variable, string value, string option, string expected, params DependencyKind[] but)
    {
        foreach (var environment in new[] { "Development", "Staging", "Production" })
        {
            Assert.All(
                Enum.GetValues<DependencyKind>().Except(but),
                kind => Assert.Equal(expected, Numbers.Of(In(environment, kind, variable, value), option)));
        }
    }

    /// <summary>
    /// If callers waited as long for the cache as for the source, a cache outage would delay every request.
    /// </summary>
    [Fact]
    public void DefaultTimeout_OfACache_DoesNotChange() =>
        Assert.Equal(
            TimeSpan.FromSeconds(0.5),
            In("Production", DependencyKind.Cache, "DEFAULT_TIMEOUT", "30").AttemptTimeout.Duration);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RetryMaxAttempts_OfOneService_IsItsNumberOfAttempts(DependencyKind kind)
    {
        var settings = Translated(("RETRY_THING_MAX_ATTEMPTS", "4"), ("RETRY_THING_BASE_DELAY", "0"));
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind), settings);
        var calls = 0;

        // Over HTTP, requests are retried; without a request nothing is.
        await Assert.ThrowsAsync<TimeoutException>(() => host.RunAsync(kind, _ =>
        {
            calls++;
            throw new TimeoutException();
        }));

        Assert.Equal(kind == DependencyKind.Http ? 1 : 4, calls);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RequestsPerMinute_OfOneService_AreItsLimit(DependencyKind kind)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(kind), Translated(("RATE_LIMIT_THING_REQUESTS_PER_MINUTE", "40")));
        var passed = 0;

        await Assert.ThrowsAsync<Polly.RateLimiting.RateLimiterRejectedException>(async () =>
        {
            for (; passed < 60; passed++)
            {
                await host.RunAsync(kind, _ => default);
            }
        });

        Assert.InRange(passed, 4, 6);
    }

    /// <summary>Later configuration sources take precedence, and so do settings of one pipeline.</summary>
    [Fact]
    public void Variable_WithASettingOfThePipeline_IsOverridden()
    {
        var settings = Translated(("RETRY_MAX_ATTEMPTS", "7"));
        settings["Resilience:Pipelines:thing:Retry:MaxAttempts"] = "2";

        Assert.Equal(2, Numbers.In("Production", DependencyKind.Database, settings).Retry.MaxAttempts);
    }

    [Fact]
    public void Kinds_OfTheVariables_AreComplete() =>
        Assert.Equal(Enum.GetNames<DependencyKind>().Order(), FlatVariable.AllKinds.Order());

    public static TheoryData<DependencyKind> Kinds => [.. Enum.GetValues<DependencyKind>()];

    private static DependencyOptions In(string environment, DependencyKind kind, string variable, string value) =>
        Numbers.In(environment, kind, Translated((variable, value)));

    private static Dictionary<string, string?> Translated(params (string Name, string Value)[] variables) =>
        new(FlatVariables.Translate(variables.Select(variable =>
            new KeyValuePair<string, string?>(variable.Name, variable.Value))), StringComparer.OrdinalIgnoreCase);
}
