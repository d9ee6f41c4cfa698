using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

/// <summary>
/// Settings of a shape that no person writes but a half-saved file may have. No caller could catch an exception of a
/// reload.
/// </summary>
public sealed class OddReloadsTests
{
    [Theory]
    [InlineData("Retry", null)]
    [InlineData("Retry", "")]
    [InlineData("Retry", "3")]
    [InlineData("Retry:Budget", null)]
    [InlineData("Retry:Budget", "")]
    [InlineData("CircuitBreaker", null)]
    [InlineData("CircuitBreaker", "")]
    [InlineData("TotalTimeout", null)]
    [InlineData("TotalTimeout:Operations", null)]
    [InlineData("TotalTimeout:Operations", "")]
    [InlineData("TotalTimeout:Operations:export", null)]
    [InlineData("TotalTimeout:Operations:export", "")]
    [InlineData("Bulkhead:Criticalities", null)]
    [InlineData("Bulkhead:Criticalities:batch", null)]
    [InlineData("Bulkhead:Criticalities:batch", "")]
    [InlineData("Bulkhead:Criticalities:batch", "3")]
    [InlineData("Connections", null)]
    [InlineData("HealthProbe:Path", null)]
    [InlineData("Retry:MaxAttempts", null)]
    [InlineData("Retry:MaxAttempts", "")]
    [InlineData("AttemptTimeout:Duration", "999999999999.00:00:00")]
    [InlineData("Retry:Backoff", "Quadratic")]
    [InlineData("CircuitBreaker:FailureRate", "Infinity")]
    [InlineData("Preset", "")]
    public async Task Change_ToAnOddShape_NeverThrowsAndThePipelineStillWorks(string option, string? value)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(DependencyKind.Worker));
        Assert.Equal(5, host.OptionsOf().Retry.MaxAttempts);
        await host.RunAsync(DependencyKind.Worker, _ => default);

        host.Change(($"Resilience:Pipelines:thing:{option}", value));

        Assert.NotNull(host.OptionsOf().Retry.Budget);
        await host.RunAsync(DependencyKind.Worker, _ => default);
    }

    [Fact]
    public async Task Change_WithCodeThatThrows_IsRejected()
    {
        var isIll = false;
        using var host = new PipelineHost(builder => builder.AddAnyDependency(
            DependencyKind.Worker,
            options => options.Retry.UseJitter = isIll ? throw new FormatException("Code's own trouble.") : false));
        await host.RunAsync(DependencyKind.Worker, _ => default);
        isIll = true;

        host.Change(("Resilience:Pipelines:thing:Retry:MaxAttempts", "7"));

        Assert.Equal(5, host.OptionsOf().Retry.MaxAttempts);
        await host.RunAsync(DependencyKind.Worker, _ => default);
    }
}
