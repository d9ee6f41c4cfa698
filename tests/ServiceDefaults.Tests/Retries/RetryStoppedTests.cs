using System.Diagnostics;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

/// <summary>
/// Events and spans hold the reason why a failure was not retried; failures that never concern the retry raise no
/// event.
/// </summary>
public sealed class RetryStoppedTests
{
    private readonly RetryHarness _harness = new();

    [Theory]
    [InlineData(false, true, RetryStopReason.NotTransient)]
    [InlineData(true, false, RetryStopReason.NotRepeatable)]
    public async Task Execute_FailureThatIsNotRetried_HasTheReasonInTheEventAndOnTheSpan(
        bool isTransient, bool isRepeatable, RetryStopReason reason)
    {
        var builder = _harness.Builder<int>();
        builder.Name = "things";
        var pipeline = builder.AddDependencyRetry(new DependencyRetry<int>
        {
            Options = _harness.Options,
            Budget = _harness.Budget,
            Classify = attempt =>
                attempt.Outcome.Exception is null ? null : ClassifiedErrors.Unknown with { IsTransient = isTransient },
            IsRepeatable = _ => isRepeatable,
        }).Build();
        using var span = new Activity("request") { IsAllDataRequested = true }.Start();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            pipeline.ExecuteAsync(
                _ => _harness.Call(succeedsAt: 9, new TimeoutException()),
                TestContext.Current.CancellationToken).AsTask());

        Assert.Single(_harness.Calls);
        _harness.AssertStopped(ResilienceEventSeverity.Information, new(reason, Attempts: 1));
        var stopped = Assert.Single(span.Events);
        Assert.Equal("retry.stopped", stopped.Name);
        Assert.Equal(
            [("service", "things"), ("operation", ""), ("retry.stop_reason", reason.ToString()), (
                "retry.attempts", "1")],
            stopped.Tags.Select(tag => (tag.Key, $"{tag.Value}")));
    }

    [Fact]
    public async Task Execute_RejectedByAnOpenCircuit_RaisesNoRetryEvent()
    {
        await Assert.ThrowsAsync<BrokenCircuitException>(
            () => _harness.RunAsync(_harness.Pipeline(), new BrokenCircuitException()));

        Assert.Single(_harness.Calls);
        Assert.Empty(_harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_RequestError_RaisesNoRetryEvent()
    {
        var pipeline = _harness.Builder<int>().AddDependencyRetry(new DependencyRetry<int>
        {
            Options = _harness.Options,
            Budget = _harness.Budget,
            Classify = attempt => attempt.Outcome.Exception is null ? null : ClassifiedErrors.NotFound,
        }).Build();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            pipeline.ExecuteAsync(
                _ => _harness.Call(succeedsAt: 9, new TimeoutException()),
                TestContext.Current.CancellationToken).AsTask());

        Assert.Empty(_harness.Telemetry.Story);
    }
}
