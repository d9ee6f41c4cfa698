using Polly.CircuitBreaker;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Timeouts;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>
/// Both orders of circuit breaker and retry by their effect (V13): how many calls reach a dead dependency before the
/// circuit opens.
/// </summary>
public sealed class BreakerOrderTests
{
    [Theory]
    [InlineData(DependencyKind.Worker, "False", 9)]
    [InlineData(DependencyKind.Worker, "True", 3)]
    [InlineData(DependencyKind.Database, "False", 9)]
    [InlineData(DependencyKind.Database, "True", 3)]
    public async Task Run_OnADeadDependency_OpensAfterTheExpectedNumberOfCalls(
        DependencyKind kind, string countAttempts, int expected)
    {
        using var host = new PipelineHost(builder => builder.AddAnyDependency(kind), new()
        {
            ["Resilience:Pipelines:thing:CircuitBreaker:CountAttempts"] = countAttempts,
            ["Resilience:Pipelines:thing:CircuitBreaker:FailureThreshold"] = "3",
            ["Resilience:Pipelines:thing:CircuitBreaker:BreakDuration"] = "01:00:00",
            ["Resilience:Pipelines:thing:Retry:MaxAttempts"] = "3",
            ["Resilience:Pipelines:thing:Retry:BaseDelay"] = "00:00:00",
        });
        var calls = 0;

        while (await FailAsync(host, kind, () => calls++) is not BrokenCircuitException)
        {
            Assert.InRange(calls, 1, expected);
        }

        Assert.Equal(expected, calls);
    }

    [Fact]
    public async Task Run_WithRetryDelaysLongerThanASlowCall_OpensByFailuresNotAsSlow()
    {
        var time = new WatchedTimeProvider();
        using var host = new PipelineHost(
            builder => builder.AddAnyDependency(DependencyKind.Worker),
            new()
            {
                ["Resilience:Pipelines:thing:CircuitBreaker:FailureThreshold"] = "5",
                ["Resilience:Pipelines:thing:CircuitBreaker:SlowCallThreshold"] = "1",
                ["Resilience:Pipelines:thing:CircuitBreaker:SlowCallDuration"] = "00:00:03",
                ["Resilience:Pipelines:thing:Retry:MaxAttempts"] = "3",
                ["Resilience:Pipelines:thing:Retry:BaseDelay"] = "00:00:01",
                ["Resilience:Pipelines:thing:Retry:UseJitter"] = "False",
            },
            time: time);

        for (var call = 0; call < 4; call++)
        {
            var execution = FailAsync(host, DependencyKind.Worker, () => { });
            await time.PassAsync(TimeSpan.FromSeconds(1));
            await time.PassAsync(TimeSpan.FromSeconds(2));
            await execution;
        }

        Assert.Equal((CircuitState.Closed, 4), (
            host.State("thing").CircuitBreaker.State,
            host.State("thing").CircuitBreaker.GetSnapshot().ConsecutiveFailures));
    }

    private static Task<Exception> FailAsync(PipelineHost host, DependencyKind kind, Action call) =>
        Assert.ThrowsAnyAsync<Exception>(
            () => host.RunAsync(kind, _ =>
            {
                call();
                throw new TimeoutException("It is dead.");
            }));
}
