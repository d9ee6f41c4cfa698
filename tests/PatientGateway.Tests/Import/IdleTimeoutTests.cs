using Microsoft.Extensions.Time.Testing;
using PatientGateway.Import;

namespace PatientGateway.Tests.Import;

public sealed class IdleTimeoutTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AlmostLimit = TimeSpan.FromSeconds(59);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly IdleTimeout _idle;

    public IdleTimeoutTests() => _idle = new IdleTimeout(Limit, _time, _caller.Token);

    [Fact]
    public void Token_BeforeTheLimit_IsNotCancelled()
    {
        _time.Advance(AlmostLimit);

        Assert.False(_idle.Token.IsCancellationRequested);
        Assert.False(_idle.HasElapsed);
    }

    [Fact]
    public void Token_AtTheLimit_IsCancelled()
    {
        _time.Advance(Limit);

        Assert.True(_idle.Token.IsCancellationRequested);
        Assert.True(_idle.HasElapsed);
    }

    [Fact]
    public void Progress_Repeated_NeverCancels()
    {
        for (var chunk = 0; chunk < 1_000; chunk++)
        {
            _time.Advance(AlmostLimit);
            _idle.Progress();
        }

        Assert.False(_idle.Token.IsCancellationRequested);
    }

    [Fact]
    public void Progress_ThenIdle_CancelsOneLimitAfterTheLastChunk()
    {
        _time.Advance(AlmostLimit);
        _idle.Progress();
        _time.Advance(AlmostLimit);
        Assert.False(_idle.Token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_idle.HasElapsed);
    }

    [Fact]
    public void Token_CancelledByTheCaller_HasNotElapsed()
    {
        _caller.Cancel();

        Assert.True(_idle.Token.IsCancellationRequested);
        Assert.False(_idle.HasElapsed);
    }

    [Fact]
    public async Task RunAsync_AtTheLimit_ThrowsATimeout()
    {
        var run = _idle.RunAsync(HangAsync);

        _time.Advance(Limit);

        await Assert.ThrowsAsync<TimeoutException>(() => run);
    }

    [Fact]
    public async Task RunAsync_CancelledByTheCaller_ThrowsACancellation()
    {
        var run = _idle.RunAsync(HangAsync);

        await _caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    public void Dispose()
    {
        _idle.Dispose();
        _caller.Dispose();
    }

    private static async Task<int> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return 0;
    }
}
