using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class OptionRangesTests
{
    [Theory]
    [InlineData("TotalTimeout:Duration", "00:00:00.009")]
    [InlineData("TotalTimeout:Duration", "1.00:00:01")]
    [InlineData("AttemptTimeout:Duration", "00:00:00")]
    [InlineData("AttemptTimeout:Duration", "-00:00:01")]
    [InlineData("RateLimit:Permits", "0")]
    [InlineData("RateLimit:Burst", "1000001")]
    [InlineData("RateLimit:Period", "00:00:00.009")]
    [InlineData("RateLimit:Algorithm", "3")]
    [InlineData("Bulkhead:MaxConcurrency", "0")]
    [InlineData("Bulkhead:QueueLimit", "-1")]
    [InlineData("CircuitBreaker:FailureThreshold", "-1")]
    [InlineData("CircuitBreaker:FailureRate", "1.1")]
    [InlineData("CircuitBreaker:FailureRate", "NaN")]
    [InlineData("CircuitBreaker:BreakDuration", "00:00:00")]
    [InlineData("CircuitBreaker:Mode", "7")]
    [InlineData("Retry:MaxAttempts", "0")]
    [InlineData("Retry:Budget:Window", "00:00:00")]
    [InlineData("Connections:Maximum", "0")]
    [InlineData("Connections:Replicas", "1001")]
    [InlineData("HealthProbe:Path", "")]
    [InlineData("HealthProbe:FailureThreshold", "0")]
    public async Task Start_WithANumberOutOfRange_FailsAndNamesTheOptionAndItsValue(string option, string value)
    {
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Http),
            new() { [$"Resilience:Pipelines:thing:{option}"] = value });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(
            refusal.Failures,
            failure => failure.StartsWith(
                $"Pipeline 'thing': {option} is {Printed(value)}; it must ", StringComparison.Ordinal));
    }

    private static string Printed(string value) => value.Contains(':', StringComparison.Ordinal)
        ? TimeSpan.Parse(value).ToString()
        : value.Length == 0 ? "''" : value;
}
