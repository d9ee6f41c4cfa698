using Polly;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Tests.Deadlines;

namespace ServiceDefaults.Tests.Timeouts;

/// <summary>
/// A caller of an operation that ignores its cancellation token gets the timeout; the operation keeps its permit.
/// </summary>
public sealed class AbandonmentTests : IDisposable
{
    private readonly FrozenDatabase _database = new();

    [Fact]
    public async Task Execute_OperationThatIgnoresItsToken_FailsAtTheTimeout()
    {
        var execution = _database.RunFrozenAsync();
        Assert.False(execution.IsCompleted);

        await _database.Time.PassAsync(FrozenDatabase.Attempt);

        Assert.Equal(
            FrozenDatabase.Attempt, (await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution)).Timeout);
        Assert.False(_database.Frozen.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_AbandonedOperation_HoldsItsPermitUntilItEnds(bool fails)
    {
        await _database.AbandonAsync();
        var queued = _database.Pipeline.RunAsync(_ => new ValueTask<int>(7));
        Assert.Equal((1, 1), (_database.Statistics.Active, _database.Statistics.Queued));
        await Assert.ThrowsAsync<RateLimiterRejectedException>(() => _database.RunFrozenAsync());

        _database.End(fails);

        Assert.Equal(7, await queued);
        Assert.Equal((0, 0), (_database.Statistics.Active, _database.Statistics.Queued));
    }

    [Fact]
    public async Task Execute_OnAReusedContext_DoesNotReturnThePermitTwice()
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        await _database.Pipeline.ExecuteAsync(_ => new ValueTask<int>(0), context);
        var execution = _database.Host.Pipeline("open")
            .ExecuteAsync(_ => new ValueTask<int>(_database.Frozen), context).AsTask();
        await _database.Time.SeeWaitAsync(FrozenDatabase.Attempt);
        await _database.Time.PassAsync(FrozenDatabase.Attempt);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => execution);

        _database.End(fails: false);
        await _database.LogOfTheEndAsync();
        using var one = await _database.Bulkhead.AcquireAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, _database.Statistics.Active);
    }

    [Fact]
    public async Task Execute_CancelledByTheCaller_ReturnsAtOnce()
    {
        using var caller = new CancellationTokenSource();
        var execution = _database.Pipeline.RunForAsync(_ => new ValueTask<int>(_database.Frozen), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => execution);
        Assert.Equal(1, _database.Statistics.Active);
    }

    public void Dispose() => _database.Dispose();
}
