using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class PresetsTests
{
    private const string Preset = "Resilience:Pipelines:thing:Preset";

    [Fact]
    public void HighAvailability_ChosenByName_HasTheGuidesNumbers() => Numbers.AssertAre(
        Chosen("high-availability"),
        ("CircuitBreaker:FailureThreshold", "3"),
        ("CircuitBreaker:BreakDuration", "00:00:30"),
        ("CircuitBreaker:SuccessThreshold", "5"),
        ("AttemptTimeout:Duration", "00:00:10"));

    [Fact]
    public void Batch_ChosenByName_HasTheGuidesNumbers() => Numbers.AssertAre(
        Chosen("batch"),
        ("CircuitBreaker:FailureThreshold", "10"),
        ("CircuitBreaker:BreakDuration", "00:05:00"),
        ("CircuitBreaker:SuccessThreshold", "2"),
        ("CircuitBreaker:FailureRate", "0.8"), ("AttemptTimeout:Duration", "00:02:00"));

    [Fact]
    public void Slow_ChosenByName_HasTheGuidesTimeout() => Numbers.AssertAre(
        Chosen("slow"), ("AttemptTimeout:Duration", "00:02:00"));

    /// <summary>The guide's defaults, which it gives without an environment, in each of ours.</summary>
    [Theory]
    [InlineData("Development")]
    [InlineData("Test")]
    [InlineData("Staging")]
    [InlineData("Production")]
    public void Standard_ChosenByName_HasTheGuidesNumbers(string environment) => Numbers.AssertAre(
        Numbers.In(environment, DependencyKind.Http, new() { [Preset] = "standard" }),
        ("AttemptTimeout:Duration", "00:00:30"),
        ("Retry:MaxAttempts", "3"),
        ("Retry:BaseDelay", "00:00:01"),
        ("Retry:MaxDelay", "00:01:00"),
        ("CircuitBreaker:FailureThreshold", "5"), ("CircuitBreaker:BreakDuration", "00:01:00"));

    [Fact]
    public void Preset_OfAKind_AppliesToAllItsPipelines()
    {
        var options = Numbers.In(
            "Production", DependencyKind.Http, new() { ["Resilience:Kinds:Http:Preset"] = "slow" });

        Assert.Equal(TimeSpan.FromMinutes(2), options.AttemptTimeout.Duration);
    }

    [Fact]
    public void Preset_OfTheHost_IsFoundByItsName()
    {
        var options = Numbers.In(
            "Production",
            DependencyKind.Http,
            new() { [Preset] = "mine", ["Resilience:Presets:mine:Retry:MaxAttempts"] = "7" });

        Assert.Equal(7, options.Retry.MaxAttempts);
    }

    [Fact]
    public void Preset_WithSettingsOfKindAndPipeline_OverridesTheKindOnly()
    {
        var options = Numbers.In("Production", DependencyKind.Http, new()
        {
            [Preset] = "high-availability",
            ["Resilience:Kinds:Http:CircuitBreaker:SuccessThreshold"] = "1",
            ["Resilience:Kinds:Http:CircuitBreaker:BreakDuration"] = "00:00:07",
            ["Resilience:Pipelines:thing:CircuitBreaker:BreakDuration"] = "00:00:08",
        });

        Assert.Equal(
            (5, TimeSpan.FromSeconds(8)),
            (options.CircuitBreaker.SuccessThreshold, options.CircuitBreaker.BreakDuration));
    }

    [Fact]
    public void Preset_ThatDoesNotExist_FailsAndListsTheKnownNames()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Chosen("hihg-availability"));

        Assert.Equal(
            "Pipeline 'thing': the preset 'hihg-availability' does not exist; there are batch, high-availability, "
            + "slow, standard.",
            Assert.Single(refusal.Failures));
    }

    private static DependencyOptions Chosen(string preset) => Numbers.In(
        "Production", DependencyKind.Http, new() { [Preset] = preset });
}
