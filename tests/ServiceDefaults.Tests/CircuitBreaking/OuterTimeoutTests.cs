using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>
/// V32: to a strategy inside of a timeout strategy, the timeout looks like a cancellation by the caller. Only the
/// execution's scope distinguishes them.
/// </summary>
public sealed class OuterTimeoutTests : IDisposable
{
    private readonly BreakerPipeline _breaker = new();

    [Fact]
    public async Task V32_OperationsCancelledByAnOuterTimeout_AreFailures()
    {
        var pipeline = _breaker.Build(builder => builder.AddTimeout(TimeSpan.FromSeconds(1)));
        for (var call = 0; call < 3; call++)
        {
            var hung = RunInScopeAsync(pipeline, TimeSpan.FromSeconds(1), CancellationToken.None);
            _breaker.Wait(1);
            Assert.IsType<TimeoutRejectedException>(await hung);
        }

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V32_OperationsCancelledByTheirCaller_AreNoFailures()
    {
        var pipeline = _breaker.Build(builder => builder.AddTimeout(TimeSpan.FromSeconds(1)));
        for (var call = 0; call < 20; call++)
        {
            using var caller = new CancellationTokenSource();
            var hung = RunInScopeAsync(pipeline, TimeSpan.FromSeconds(1), caller.Token);
            await caller.CancelAsync();
            Assert.IsAssignableFrom<OperationCanceledException>(await hung);
        }

        Assert.Equal(CircuitState.Closed, _breaker.State);
    }

    public void Dispose() => _breaker.Dispose();

    private async Task<Exception?> RunInScopeAsync(
        ResiliencePipeline pipeline, TimeSpan limit, CancellationToken caller)
    {
        var context = ResilienceContextPool.Shared.Get(caller);
        var scope = new ExecutionScope();
        scope.Begin(_breaker.Time, limit, servesRetry: false, caller);
        ExecutionScope.Attach(context, scope);
        var exception = await Record.ExceptionAsync(async () => await pipeline.ExecuteAsync(
            static async execution => await Task.Delay(Timeout.InfiniteTimeSpan, execution.CancellationToken),
            context));
        ResilienceContextPool.Shared.Return(context);
        return exception;
    }
}
