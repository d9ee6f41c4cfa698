using Polly;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Testing;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

public sealed class DependencyRetryTests
{
    private readonly RetryHarness _harness = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Execute_V3MaxAttempts_IsTheNumberOfCalls(int maxAttempts)
    {
        _harness.Options.MaxAttempts = maxAttempts;

        await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));

        Assert.Equal(maxAttempts, _harness.Calls.Count);
    }

    [Fact]
    public void AddDependencyRetry_OneAttempt_AddsNothing()
    {
        _harness.Options.MaxAttempts = 1;

        Assert.Empty(_harness.Pipeline().GetPipelineDescriptor().Strategies);
        Assert.Empty(
            _harness.Builder().AddDependencyRetry(_harness.Retry<object>()).Build().GetPipelineDescriptor().Strategies);
    }

    [Fact]
    public void AddDependencyRetry_MoreAttempts_AddsTheScopeAndPollysRetry()
    {
        var strategies = _harness.Pipeline().GetPipelineDescriptor().Strategies;

        Assert.Equal("retry-scope, retry", string.Join(", ", strategies.Select(strategy => strategy.Options!.Name)));
        Assert.Equal(2, Assert.IsType<RetryStrategyOptions<int>>(strategies[1].Options).MaxRetryAttempts);
    }

    [Fact]
    public async Task Execute_V1Backoff_FollowsTheOptionsUpToTheCap()
    {
        _harness.Options.MaxAttempts = 5;
        _harness.Options.MaxDelay = TimeSpan.FromSeconds(3);

        await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));

        Assert.Equal([0, 1, 3, 6, 9], _harness.Calls.Select(call => call.TotalSeconds));
    }

    [Fact]
    public async Task Execute_Jitter_UsesTheGivenRandomizer()
    {
        (_harness.Options.UseJitter, _harness.Options.Backoff, _harness.Options.MaxAttempts) =
            (true, BackoffKind.Constant, 2);
        _harness.Options.BaseDelay = TimeSpan.FromSeconds(8);

        await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));

        Assert.Equal([0, 6], _harness.Calls.Select(call => call.TotalSeconds));
    }

    [Fact]
    public async Task Execute_NotTransient_IsNotRetried()
    {
        await Assert.ThrowsAsync<FormatException>(
            () => _harness.RunAsync(_harness.Pipeline(), new FormatException("validation")));

        Assert.Single(_harness.Calls);
        Assert.Equal(RetryEvents.NotTransient, _harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_LaterAttemptSucceeds_IsNotReportedAsExhausted()
    {
        var result = await _harness.Pipeline().ExecuteAsync(
            _ => _harness.Call(succeedsAt: 3, new TimeoutException()), TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(42, result);
        Assert.Equal("OnRetry, OnRetry", _harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_AllAttemptsFail_IsReportedAsExhausted()
    {
        var thrown = await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));

        Assert.False(thrown.GetSideEffects() == SideEffects.Possible);
        Assert.Equal($"OnRetry, OnRetry, {RetryEvents.Exhausted}", _harness.Telemetry.Story);
        _harness.AssertStopped(ResilienceEventSeverity.Error, new(RetryStopReason.AttemptsExhausted, Attempts: 3));
    }

    [Fact]
    public async Task Execute_SameContextAgain_DoesNotReportTheFirstExecution()
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        var pipeline = _harness.Pipeline();
        await Assert.ThrowsAsync<TimeoutException>(
            () => pipeline.ExecuteAsync(_ => _harness.Call(99, new TimeoutException()), context).AsTask());
        var story = _harness.Telemetry.Story;

        Assert.Equal(7, await pipeline.ExecuteAsync(_ => ValueTask.FromResult(7), context));

        Assert.Equal(story, _harness.Telemetry.Story);
        ResilienceContextPool.Shared.Return(context);
    }

    [Fact]
    public async Task Execute_AsynchronousOperation_DoesNotBlockAndIsReported()
    {
        _harness.Options.MaxAttempts = 2;
        var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        var execution = _harness.Pipeline()
            .ExecuteAsync(async _ => await end.Task, TestContext.Current.CancellationToken).AsTask();
        Assert.False(execution.IsCompleted);
        end.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => execution);
        Assert.Equal($"OnRetry, {RetryEvents.Exhausted}", _harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_PipelineOfAnyResult_IsRetriedAndReported()
    {
        var pipeline = _harness.Builder().AddDependencyRetry(_harness.Retry<object>()).Build();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            pipeline.ExecuteAsync(
                _ => _harness.Call(succeedsAt: 9, new TimeoutException()),
                TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(3, _harness.Calls.Count);
        _harness.AssertStopped(ResilienceEventSeverity.Error, new(RetryStopReason.AttemptsExhausted, Attempts: 3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_RepeatedAttemptMayHaveSucceeded_MarksTheLastFailure(bool mayHaveSucceeded)
    {
        var pipeline = _harness.Builder<int>().AddDependencyRetry(new DependencyRetry<int>
        {
            Options = _harness.Options,
            Budget = _harness.Budget,
            Classify = attempt => attempt.Outcome.Exception is null
                ? null
                : ClassifiedErrors.Timeout(mayHaveSucceeded && attempt.AttemptNumber == 0),
        }).Build();

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() =>
            pipeline.ExecuteAsync(
                _ => _harness.Call(succeedsAt: 9, new TimeoutException()),
                TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(mayHaveSucceeded, thrown.GetSideEffects() == SideEffects.Possible);
    }
}
