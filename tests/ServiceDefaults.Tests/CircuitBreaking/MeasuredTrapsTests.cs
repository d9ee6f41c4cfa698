using Polly.CircuitBreaker;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>
/// Defects measured in other circuit breakers, by their number in the list of measurements; this one does not have
/// them.
/// </summary>
public sealed class MeasuredTrapsTests : IDisposable
{
    private readonly BreakerPipeline _breaker = new();

    [Fact]
    public async Task V2_OneSuccessThenFailures_Opens()
    {
        await _breaker.SucceedAsync();

        await _breaker.FailAsync(3);

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V2c_FailuresSpacedWiderThanAnyWindow_Open()
    {
        for (var failure = 0; failure < 3; failure++)
        {
            _breaker.Wait(61);
            await _breaker.FailAsync();
        }

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V4_HalfOpenWithTenCallers_AdmitsTwoAndNeedsTwoSuccesses()
    {
        await OpenThenWaitAsync();
        var gate = new TaskCompletionSource();

        var calls = Enumerable.Range(0, 10).Select(_ => _breaker.RunAsync(async _ => await gate.Task)).ToList();
        var rejected = await Task.WhenAll(calls.Where(call => call.IsCompleted));
        Assert.Equal(8, rejected.Length);
        Assert.All(rejected, exception => Assert.IsType<BrokenCircuitException>(exception));
        gate.SetResult();

        Assert.All(await Task.WhenAll(calls.Where(call => !rejected.Contains(call.Result))), Assert.Null);
        Assert.Equal(CircuitState.Closed, _breaker.State);
    }

    [Fact]
    public async Task V12_ARebuiltPipeline_KeepsTheCircuitOpen()
    {
        await _breaker.FailAsync(3);

        var rebuilt = _breaker.Build();

        await Assert.ThrowsAsync<BrokenCircuitException>(
            async () => await rebuilt.ExecuteAsync(static _ => default, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task V23_IgnoredExceptions_DoNotResetConsecutiveFailures()
    {
        await _breaker.FailAsync(2);
        for (var call = 0; call < 20; call++)
        {
            await _breaker.RunAsync(_ => throw new ResilienceException(ClassifiedErrors.BusinessLogic(422)));
        }

        await _breaker.FailAsync();

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V24_CancellationByTheCaller_IsNoSuccess()
    {
        await _breaker.FailAsync(2);
        await LeaveAsync();

        await _breaker.FailAsync();

        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V25_AProbeThatEndsInAValidationError_DoesNotCloseTheCircuit()
    {
        await OpenThenWaitAsync();

        for (var call = 0; call < 5; call++)
        {
            await _breaker.RunAsync(_ => throw new ResilienceException(ClassifiedErrors.BusinessLogic(400)));
        }

        Assert.Equal(CircuitState.HalfOpen, _breaker.State);
    }

    [Fact]
    public async Task V26_AHungProbe_DoesNotKeepTheCircuitHalfOpen()
    {
        await OpenThenWaitAsync();
        var never = new TaskCompletionSource();
        var hung = _breaker.RunAsync(async _ => await never.Task);

        _breaker.Wait(60);

        Assert.IsType<BrokenCircuitException>(await _breaker.RunAsync(_ => default));
        Assert.Equal(CircuitState.Open, _breaker.State);
        never.SetResult();
        await hung;
        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V27_ALateSuccessFromBeforeTheBreak_DoesNotCloseTheCircuit()
    {
        var slow = new TaskCompletionSource();
        var early = _breaker.RunAsync(async _ => await slow.Task);
        await OpenThenWaitAsync();
        var gate = new TaskCompletionSource();
        var probe = _breaker.RunAsync(async _ => await gate.Task);

        slow.SetResult();
        Assert.Null(await early);

        Assert.Equal(CircuitState.HalfOpen, _breaker.State);
        gate.SetException(new TimeoutException());
        Assert.IsType<TimeoutException>(await probe);
        Assert.Equal(CircuitState.Open, _breaker.State);
    }

    [Fact]
    public async Task V28_AProbeCancelledByItsCaller_DoesNotCloseTheCircuit()
    {
        await OpenThenWaitAsync();

        await LeaveAsync();
        await LeaveAsync();

        Assert.Equal(CircuitState.HalfOpen, _breaker.State);
    }

    public void Dispose() => _breaker.Dispose();

    private async Task OpenThenWaitAsync()
    {
        await _breaker.FailAsync(3);
        _breaker.Wait(10);
    }

    private async Task LeaveAsync()
    {
        using var caller = new CancellationTokenSource();
        Assert.IsAssignableFrom<OperationCanceledException>(await _breaker.RunForAsync(
            async token =>
            {
                await caller.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
            caller.Token));
    }
}
