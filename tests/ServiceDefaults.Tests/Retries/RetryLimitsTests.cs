using Polly;
using Polly.Telemetry;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Tests.Retries;

/// <summary>Limits that end retries before all attempts are used.</summary>
public sealed class RetryLimitsTests
{
    private readonly RetryHarness _harness = new();

    [Fact]
    public async Task Execute_BudgetSpent_ReturnsTheFailure()
    {
        _harness.Budget = new(new() { MinimumRetries = 1, Ratio = 0 }, _harness.Time);

        await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));

        Assert.Equal(2, _harness.Calls.Count);
        Assert.Equal($"OnRetry, {RetryEvents.BudgetSpent}", _harness.Telemetry.Story);
        _harness.AssertStopped(ResilienceEventSeverity.Warning, new(RetryStopReason.BudgetSpent, Attempts: 2));
    }

    [Fact]
    public async Task Execute_Budget_CountsOperationsOnceAndOnlyRetriesThatAreMade()
    {
        _harness.Budget = new(new() { MinimumRetries = 0, Ratio = 1 }, _harness.Time);

        Assert.Equal(42, await _harness.Pipeline().ExecuteAsync(
            _ => _harness.Call(succeedsAt: 1, new TimeoutException()), TestContext.Current.CancellationToken));
        Assert.Equal(1, _harness.Budget.Remaining);

        _harness.Calls.Clear();
        await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));
        Assert.Equal(3, _harness.Calls.Count);
        Assert.Equal(0, _harness.Budget.Remaining);
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(1.1, 2)]
    [InlineData(60.0, 3)]
    public async Task Execute_WithADeadline_DoesNotWaitBeyondIt(double seconds, int calls)
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        var scope = new ExecutionScope();
        scope.Begin(
            _harness.Time, TimeSpan.FromSeconds(seconds), servesRetry: false, TestContext.Current.CancellationToken);
        ExecutionScope.Attach(context, scope);

        await Assert.ThrowsAsync<TimeoutException>(() =>
            _harness.Pipeline()
                .ExecuteAsync(_ => _harness.Call(succeedsAt: 9, new TimeoutException()), context).AsTask());

        Assert.Equal(calls, _harness.Calls.Count);
        _harness.AssertStopped(
            calls == 3 ? ResilienceEventSeverity.Error : ResilienceEventSeverity.Warning,
            new(calls == 3 ? RetryStopReason.AttemptsExhausted : RetryStopReason.DeadlineTooClose, calls));
        ResilienceContextPool.Shared.Return(context);
    }

    [Fact]
    public async Task Execute_ForARequestThatIsARetry_DoesNotRetry()
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        var scope = new ExecutionScope();
        scope.Begin(_harness.Time, Timeout.InfiniteTimeSpan, servesRetry: true, TestContext.Current.CancellationToken);
        ExecutionScope.Attach(context, scope);

        await Assert.ThrowsAsync<TimeoutException>(() =>
            _harness.Pipeline()
                .ExecuteAsync(_ => _harness.Call(succeedsAt: 9, new TimeoutException()), context).AsTask());

        _harness.AssertStopped(ResilienceEventSeverity.Warning, new(RetryStopReason.CallerRetries, Attempts: 1));
        Assert.Equal(10, _harness.Budget.Remaining);
        ResilienceContextPool.Shared.Return(context);
    }

    [Fact]
    public async Task Execute_Disabled_CallsOnceWithoutEvents()
    {
        _harness.Options.Enabled = false;

        await Assert.ThrowsAsync<TimeoutException>(
            () => _harness.RunAsync(_harness.Pipeline(), new TimeoutException()));

        Assert.Single(_harness.Calls);
        Assert.Empty(_harness.Telemetry.Story);
    }

    [Fact]
    public async Task Execute_CancelledByTheCaller_IsNotRetriedAndUsesNoBudget()
    {
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAsync<TimeoutException>(() => _harness.Pipeline().ExecuteAsync<int>(
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
    public async Task Execute_NestedRetriesInOneContext_EachReportsItsOwnExhaustion()
    {
        _harness.Options.MaxAttempts = 2;
        var pipeline = _harness.Builder<int>()
            .AddDependencyRetry(_harness.Retry<int>()).AddDependencyRetry(_harness.Retry<int>()).Build();

        await Assert.ThrowsAsync<TimeoutException>(() => _harness.RunAsync(pipeline, new TimeoutException()));

        Assert.Equal(4, _harness.Calls.Count);
        Assert.Equal(
            $"OnRetry, {RetryEvents.Exhausted}, OnRetry, OnRetry, {RetryEvents.Exhausted}, {RetryEvents.Exhausted}",
            _harness.Telemetry.Story);
    }
}
