using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class OverridesTests
{
    [Fact]
    public void Pipeline_WithItsOwnNumbers_DoesNotAffectOthers()
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Http).AddAnyDependency(
                DependencyKind.Worker, name: "other"),
            new() { ["Resilience:Pipelines:thing:Bulkhead:MaxConcurrency"] = "9" });

        Assert.Equal(
            (9, 5), (host.OptionsOf().Bulkhead.MaxConcurrency, host.OptionsOf("other").Bulkhead.MaxConcurrency));
    }

    /// <summary>Row 17 of the guide: retry 5 / 2 s / 120 s and breaker 3 / 30 s, set in code.</summary>
    [Fact]
    public void Code_WithEverySettingSet_TakesPrecedence()
    {
        var options = Numbers.In(
            "Production",
            DependencyKind.Http,
            new()
            {
                ["Resilience:Pipelines:thing:Retry:MaxAttempts"] = "2",
                ["Resilience:Pipelines:thing:CircuitBreaker:BreakDuration"] = "00:00:01"
            },
            configure =>
            {
                (configure.Retry.MaxAttempts, configure.Retry.BaseDelay, configure.Retry.MaxDelay) =
                    (5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(120));
                (configure.CircuitBreaker.FailureThreshold, configure.CircuitBreaker.BreakDuration) =
                    (3, TimeSpan.FromSeconds(30));
            });

        Numbers.AssertAre(
            options,
            ("Retry:MaxAttempts", "5"), ("Retry:BaseDelay", "00:00:02"), ("Retry:MaxDelay", "00:02:00"),
            ("CircuitBreaker:FailureThreshold", "3"), ("CircuitBreaker:BreakDuration", "00:00:30"));
    }

    [Theory]
    [InlineData("Resilience:Pipelines:thing:Retry:MaxAtempts", "Resilience:Pipelines:thing:Retry", "MaxAttempts")]
    [InlineData("Resilience:Defaults:CircuitBraker", "Resilience:Defaults", "CircuitBreaker")]
    [InlineData(
        "Resilience:Kinds:Http:Bulkhead:Criticalities:batch:Queue",
        "Resilience:Kinds:Http:Bulkhead:Criticalities:batch",
        "QueueLimit")]
    [InlineData("Resilience:Pipelines:thing:Retry:IsTransient", "Resilience:Pipelines:thing:Retry", "MaxAttempts")]
    public async Task Start_WithAMisspeltName_FailsAndNamesItAndTheOptionsOfItsSection(
        string setting, string section, string option)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Http), new() { [setting] = "1" });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        var failure = Assert.Single(refusal.Failures);
        Assert.StartsWith(
            $"{setting} is not an option: correct the name, or remove it. The options of {section} are ",
            failure,
            StringComparison.Ordinal);
        Assert.Contains(option, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("IsTransient,", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry:MaxAttempts")]
    [InlineData("Bulkhead:Criticalities:batch:QueueLimit")]
    [InlineData("TotalTimeout:Operations:export")]
    public async Task Start_WithAnInvalidValue_FailsAndNamesKeyAndValue(string option)
    {
        var setting = $"Resilience:Pipelines:thing:{option}";
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Http), new() { [setting] = "thrice" });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(
            $"{setting} is 'thrice'; it must be ", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }
}
