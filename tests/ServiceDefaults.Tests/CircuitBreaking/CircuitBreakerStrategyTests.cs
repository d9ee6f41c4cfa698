using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

public sealed class CircuitBreakerStrategyTests : IDisposable
{
    private readonly BreakerPipeline _breaker = new();

    [Fact]
    public async Task Execute_CircuitOpen_RejectsWithTheRemainingBreakWithoutACall()
    {
        await _breaker.FailAsync(3);
        _breaker.Wait(4);
        var calls = 0;

        var exception = await _breaker.RunAsync(_ =>
        {
            calls++;
            return default;
        });

        Assert.Equal(TimeSpan.FromSeconds(6), Assert.IsType<BrokenCircuitException>(exception).RetryAfter);
        Assert.Contains(BreakerPipeline.Name, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Execute_CircuitIsolated_RejectsWithoutRetryAfter()
    {
        _breaker.Circuit.Isolate();

        Assert.Null(Assert.IsType<IsolatedCircuitException>(await _breaker.RunAsync(_ => default)).RetryAfter);
    }

    [Fact]
    public async Task Execute_ChangesAndRejections_AreReportedWithPollysEventNames()
    {
        await _breaker.FailAsync(3);
        await _breaker.RunAsync(_ => default);
        _breaker.Wait(10);
        await _breaker.SucceedAsync();
        await _breaker.SucceedAsync();

        Assert.Equal(
            [
                (CircuitEvents.Opened, ResilienceEventSeverity.Error),
                (CircuitEvents.Rejected, ResilienceEventSeverity.Error),
                (CircuitEvents.HalfOpened, ResilienceEventSeverity.Information),
                (CircuitEvents.Closed, ResilienceEventSeverity.Information),
            ],
            _breaker.Events.Where(one => one.Name.StartsWith("OnCircuit", StringComparison.Ordinal))
                .Select(one => (one.Name, one.Severity)));
        Assert.Equal(
            CircuitChangeReason.ConsecutiveFailures,
            _breaker.Events.Select(one => one.Arguments).OfType<CircuitChange>().First().Reason);
    }

    [Fact]
    public async Task Execute_CallbackThatThrowsInsteadOfReturningAnOutcome_ReleasesItsProbe()
    {
        await _breaker.FailAsync(3);
        _breaker.Wait(10);

        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        var outcome = await _breaker.Pipeline.ExecuteOutcomeAsync<int, int>(
            (_, _) => throw new TimeoutException(), context, 0);

        Assert.IsType<TimeoutException>(outcome.Exception);
        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task Execute_AsynchronousFailure_Counts()
    {
        for (var call = 0; call < 3; call++)
        {
            await _breaker.RunAsync(async _ =>
            {
                await Task.Yield();
                throw new TimeoutException();
            });
        }

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task Build_Disabled_AddsNoStrategyAndTheCircuitAdmitsCalls()
    {
        _breaker.Options.Enabled = false;
        var pipeline = _breaker.Build();

        for (var call = 0; call < 10; call++)
        {
            await Assert.ThrowsAsync<TimeoutException>(async () => await pipeline.ExecuteAsync(
                static _ => throw new TimeoutException(), TestContext.Current.CancellationToken));
        }

        Assert.Equal(CircuitState.Closed, _breaker.State);
        using var lease = _breaker.Circuit.TryAcquire();
        Assert.True(lease.IsAcquired);
    }

    public void Dispose() => _breaker.Dispose();
}
