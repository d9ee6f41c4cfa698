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
    private readonly RetryOptions _options = new() { UseJitter = false };
    private readonly List<TimeSpan> _calls = [];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Execute_V3MaxAttempts_IsTheNumberOfCalls(int maxAttempts)
    {
        _options.MaxAttempts = maxAttempts;

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(Pipeline(), new TimeoutException()));

        Assert.Equal(maxAttempts, _calls.Count);
    }

    [Fact]
    public void AddDependencyRetry_OneAttempt_AddsNothing()
    {
        _options.MaxAttempts = 1;

        Assert.Empty(Pipeline().GetPipelineDescriptor().Strategies);
        Assert.Empty(_harness.Builder().AddDependencyRetry(Retry<object>()).Build().GetPipelineDescriptor().Strategies);
    }

    [Fact]
    public void AddDependencyRetry_MoreAttempts_AddsTheScopeAndPollysRetry()
    {
        var strategies = Pipeline().GetPipelineDescriptor().Strategies;

        Assert.Equal("retry-scope, retry", string.Join(", ", strategies.Select(strategy => strategy.Options!.Name)));
        Assert.Equal(2, Assert.IsType<RetryStrategyOptions<int>>(strategies[1].Options).MaxRetryAttempts);
    }

    [Fact]
    public async Task Execute_V1Backoff_WaitsByTheOptionsAndNeverOverTheCap()
    {
        _options.MaxAttempts = 5;
        _options.MaxDelay = TimeSpan.FromSeconds(3);

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(Pipeline(), new TimeoutException()));

        Assert.Equal([0, 1, 3, 6, 9], _calls.Select(call => call.TotalSeconds));
    }

    [Fact]
    public async Task Execute_Jitter_UsesTheGivenRandomizer()
    {
        (_options.UseJitter, _options.Backoff, _options.MaxAttempts) = (true, BackoffKind.Constant, 2);
        _options.BaseDelay = TimeSpan.FromSeconds(8);

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(Pipeline(), new TimeoutException()));

        Assert.Equal([0, 6], _calls.Select(call => call.TotalSeconds));
    }

    [Fact]
    public async Task Execute_NotTransient_IsNotRetriedAndTellsNothing()
    {
        await Assert.ThrowsAsync<FormatException>(() => RunAsync(Pipeline(), new FormatException("validation")));

        Assert.Single(_calls);
        Assert.Empty(_harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_LaterAttemptSucceeds_IsNoExhaustion()
    {
        var result = await Pipeline().ExecuteAsync(_ => Call(succeedsAt: 3, new TimeoutException()), TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(42, result);
        Assert.Equal("OnRetry, OnRetry", _harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_AllAttemptsFail_TellsThatItIsExhausted()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(Pipeline(), new TimeoutException()));

        Assert.Equal($"OnRetry, OnRetry, {RetryEvents.Exhausted}", _harness.Telemetry.Story);
        AssertStopped(ResilienceEventSeverity.Error, new(RetryStopReason.AttemptsExhausted, Attempts: 3));
    }

    [Fact]
    public async Task Execute_PipelineOfAnyResult_IsRetriedAndTold()
    {
        var pipeline = _harness.Builder().AddDependencyRetry(Retry<object>()).Build();

        await Assert.ThrowsAsync<TimeoutException>(() =>
            pipeline.ExecuteAsync(_ => Call(succeedsAt: 9, new TimeoutException()), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(3, _calls.Count);
        AssertStopped(ResilienceEventSeverity.Error, new(RetryStopReason.AttemptsExhausted, Attempts: 3));
    }

    [Fact]
    public async Task Execute_BudgetSpent_PassesTheFailureOn()
    {
        _harness.Budget = new(new() { MinimumRetries = 1, Ratio = 0 }, _harness.Time);

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(Pipeline(), new TimeoutException()));

        Assert.Equal(2, _calls.Count);
        Assert.Equal($"OnRetry, {RetryEvents.BudgetSpent}", _harness.Telemetry.Story);
        AssertStopped(ResilienceEventSeverity.Warning, new(RetryStopReason.BudgetSpent, Attempts: 2));
    }

    [Fact]
    public async Task Execute_Budget_CountsAnOperationOnceAndOnlyRetriesThatAreMade()
    {
        _harness.Budget = new(new() { MinimumRetries = 0, Ratio = 1 }, _harness.Time);

        Assert.Equal(42, await Pipeline().ExecuteAsync(_ => Call(succeedsAt: 1, new TimeoutException()), TestContext.Current.CancellationToken));
        Assert.Equal(1, _harness.Budget.Remaining);

        _calls.Clear();
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(Pipeline(), new TimeoutException()));
        Assert.Equal(3, _calls.Count);
        Assert.Equal(0, _harness.Budget.Remaining);
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(1.1, 2)]
    [InlineData(60.0, 3)]
    public async Task Execute_Deadline_NoWaitBeyondIt(double seconds, int calls)
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        context.Properties.Set(RetryProperties.Deadline, _harness.Time.GetUtcNow() + TimeSpan.FromSeconds(seconds));

        await Assert.ThrowsAsync<TimeoutException>(() =>
            Pipeline().ExecuteAsync(_ => Call(succeedsAt: 9, new TimeoutException()), context).AsTask());

        Assert.Equal(calls, _calls.Count);
        AssertStopped(
            calls == 3 ? ResilienceEventSeverity.Error : ResilienceEventSeverity.Warning,
            new(calls == 3 ? RetryStopReason.AttemptsExhausted : RetryStopReason.DeadlineTooClose, calls));
        ResilienceContextPool.Shared.Return(context);
    }

    [Fact]
    public async Task Execute_CallerHasLeft_IsNotRetriedAndCostsNoBudget()
    {
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAsync<TimeoutException>(() => Pipeline().ExecuteAsync<int>(
            async _ =>
            {
                await caller.CancelAsync();
                throw new TimeoutException();
            },
            caller.Token).AsTask());

        Assert.Empty(_harness.Telemetry.Story);
        Assert.Equal(10, _harness.Budget.Remaining);
    }

    [Fact]
    public async Task Execute_NestedRetriesInOneContext_EachTellsItsOwnEnd()
    {
        _options.MaxAttempts = 2;
        var pipeline = _harness.Builder<int>().AddDependencyRetry(Retry<int>()).AddDependencyRetry(Retry<int>()).Build();

        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync(pipeline, new TimeoutException()));

        Assert.Equal(4, _calls.Count);
        Assert.Equal($"OnRetry, {RetryEvents.Exhausted}, OnRetry, OnRetry, {RetryEvents.Exhausted}, {RetryEvents.Exhausted}", _harness.Telemetry.Story);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Execute_RepeatedAttemptMayHaveSucceeded_MarksTheLastFailure(bool mayHaveSucceeded)
    {
        var pipeline = _harness.Builder<int>().AddDependencyRetry(new DependencyRetry<int>
        {
            Options = _options,
            Budget = _harness.Budget,
            ShouldRetry = attempt => attempt.Outcome.Exception is TimeoutException,
            MayHaveSucceeded = attempt => mayHaveSucceeded && attempt.AttemptNumber == 0,
        }).Build();

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => 
            pipeline.ExecuteAsync(_ => Call(succeedsAt: 9, new TimeoutException()), TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(mayHaveSucceeded, thrown.MayHaveSucceeded());
    }

    private void AssertStopped(ResilienceEventSeverity severity, RetryStoppedArguments arguments)
    {
        var stopped = Assert.Single(_harness.Telemetry.Events, one => one.Arguments is RetryStoppedArguments);
        Assert.Equal((severity, arguments), (stopped.Event.Severity, stopped.Arguments));
    }

    private ResiliencePipeline<int> Pipeline() => _harness.Builder<int>().AddDependencyRetry(Retry<int>()).Build();

    private DependencyRetry<T> Retry<T>() => new()
    {
        Options = _options,
        Budget = _harness.Budget,
        ShouldRetry = attempt => attempt.Outcome.Exception is { } exception && TransientFaults.IsTransient(exception),
        Randomizer = () => 0,
    };

    private Task<int> RunAsync(ResiliencePipeline<int> pipeline, Exception failure) =>
        pipeline.ExecuteAsync(_ => Call(succeedsAt: 99, failure), TestContext.Current.CancellationToken).AsTask();

    private ValueTask<int> Call(int succeedsAt, Exception failure)
    {
        _calls.Add(_harness.Time.Elapsed);
        return _calls.Count == succeedsAt ? new(42) : throw failure;
    }
}
