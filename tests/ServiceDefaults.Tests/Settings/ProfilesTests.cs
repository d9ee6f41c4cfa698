using Microsoft.Extensions.Configuration;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class ProfilesTests
{
    [Fact]
    public void Production_OfAnHttpDependency_HasTheGuidesNumbers() => Numbers.AssertAre(
        Numbers.In("Production", DependencyKind.Http),
        ("Retry:MaxAttempts", "3"),
        ("Retry:BaseDelay", "00:00:01"),
        ("Retry:MaxDelay", "00:00:10"),
        ("Retry:UseJitter", "true"),
        ("CircuitBreaker:FailureThreshold", "3"),
        ("CircuitBreaker:BreakDuration", "00:01:00"),
        ("CircuitBreaker:SuccessThreshold", "3"),
        ("CircuitBreaker:MaxProbes", "3"), ("Bulkhead:MaxConcurrency", "10"), ("Bulkhead:QueueLimit", "5"),
        ("RateLimit:Permits", "8"),
        ("RateLimit:Burst", "15"),
        ("RateLimit:Period", "00:00:01"),
        ("RateLimit:Algorithm", "TokenBucket"),
        ("AttemptTimeout:Duration", "00:00:25"), ("TotalTimeout:Duration", "00:00:35"));

    [Fact]
    public void Staging_OfAnHttpDependency_HasTheGuidesNumbers() => Numbers.AssertAre(
        Numbers.In("Staging", DependencyKind.Http),
        ("Retry:MaxAttempts", "3"),
        ("Retry:BaseDelay", "00:00:01"),
        ("Retry:MaxDelay", "00:00:08"),
        ("Retry:UseJitter", "true"),
        ("CircuitBreaker:FailureThreshold", "4"), ("CircuitBreaker:BreakDuration", "00:00:45"),
        ("Bulkhead:MaxConcurrency", "8"),
        ("Bulkhead:QueueLimit", "4"),
        ("RateLimit:Permits", "10"),
        ("RateLimit:Burst", "20"),
        ("AttemptTimeout:Duration", "00:00:25"), ("TotalTimeout:Duration", "00:00:35"));

    [Fact]
    public void Development_OfAnHttpDependency_HasTheGuidesNumbers() => Numbers.AssertAre(
        Numbers.In("Development", DependencyKind.Http),
        ("Retry:MaxAttempts", "2"),
        ("Retry:BaseDelay", "00:00:00.5000000"),
        ("Retry:MaxDelay", "00:00:05"),
        ("Retry:UseJitter", "false"),
        ("CircuitBreaker:FailureThreshold", "5"), ("CircuitBreaker:BreakDuration", "00:00:30"),
        ("Bulkhead:MaxConcurrency", "5"),
        ("Bulkhead:QueueLimit", "3"),
        ("RateLimit:Permits", "15"),
        ("RateLimit:Burst", "25"),
        ("AttemptTimeout:Duration", "00:00:15"), ("TotalTimeout:Duration", "00:00:20"));

    /// <summary>
    /// Three failures open the circuit and three attempts are made, which the guide's own tests expect and its profiles
    /// do not allow.
    /// </summary>
    [Fact]
    public void Test_OfAnHttpDependency_HasTheNumbersOfTheGuidesTests() => Numbers.AssertAre(
        Numbers.In("Test", DependencyKind.Http),
        ("Retry:MaxAttempts", "3"),
        ("Retry:BaseDelay", "00:00:00.0100000"),
        ("Retry:MaxDelay", "00:00:00.1000000"),
        ("Retry:UseJitter", "false"),
        ("CircuitBreaker:FailureThreshold", "3"), ("CircuitBreaker:BreakDuration", "00:00:01"),
        ("Bulkhead:MaxConcurrency", "5"),
        ("Bulkhead:QueueLimit", "3"),
        ("RateLimit:Permits", "1000"),
        ("RateLimit:Burst", "1000"),
        ("AttemptTimeout:Duration", "00:00:02"), ("TotalTimeout:Duration", "00:00:05"));

    [Fact]
    public void Production_OfNoParticularKind_HasTheGuidesThirtySeconds()
    {
        using var host = new PipelineHost(_ => { }, environment: "Production");

        Assert.Equal("00:00:30", host.Get<IConfiguration>()["Resilience:Defaults:AttemptTimeout:Duration"]);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Development")]
    [InlineData("Test")]
    public void Profile_OfAnyKind_IsValid(string environment) =>
        Assert.All(Enum.GetValues<DependencyKind>(), kind => Numbers.In(environment, kind));

    [Fact]
    public void AddServiceDefaults_UnknownEnvironment_FailsAndListsTheProfiles()
    {
        var refusal = Assert.Throws<SettingsException>(() => new PipelineHost(_ => { }, environment: "QA"));

        Assert.Equal(
            "No resilience profile exists for environment 'QA'. Use one of Development, Production, Staging, "
            + "Test, "
            + "or set Resilience:Profile (Resilience__Profile) to the one that fits.",
            refusal.Message);
    }

    [Theory]
    [InlineData("QA", "Staging")]
    [InlineData("Production", "staging")]
    public void AddServiceDefaults_WithAProfileInTheSettings_UsesIt(string environment, string profile)
    {
        var options = Numbers.In(environment, DependencyKind.Http, new() { ["Resilience:Profile"] = profile });

        Assert.Equal((4, 20), (options.CircuitBreaker.FailureThreshold, options.RateLimit.Burst));
    }
}
