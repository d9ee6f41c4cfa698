using Polly.CircuitBreaker;
using Polly.Registry;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Fallback;
using ServiceDefaults.Tests.Fallback;
using Testing;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>Three sequential reads of a hanging dependency wait; the fourth does not.</summary>
public sealed class FrozenDependencyTests : IDisposable
{
    // A host waits for operations in flight when it stops, so each test completes the hanging call before it disposes
    // of its host, even after a failure.
    private readonly CancellationTokenSource _end = new();

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["CircuitBreaker:SlowCallThreshold"] = "3",
        ["CircuitBreaker:FailureThreshold"] = "100",
        ["RateLimit:Enabled"] = "false",
        ["Retry:Enabled"] = "false",
        ["AttemptTimeout:Enabled"] = "false",
    };

    [Theory]
    [InlineData("1", "1", "1", "0")]
    [InlineData("1", "2", "3", "0")]
    [InlineData("1", "1", "1", "3")]
    public async Task Read_OfAHangingDependency_ReturnsAtOnceAfterThreeSlowReads(
        string first, string second, string third, string maxAbandoned)
    {
        await using var host = await FallbackHost.StartOverAsync("slow", Settings, maxAbandoned);
        using var release = new Release(_end);
        foreach (var id in new[] { first, second, third })
        {
            await host.CacheResponseAsync(id: id);
        }

        host.Primary.Respond = HangAsync;
        foreach (var id in new[] { first, second, third })
        {
            Assert.Equal(CircuitState.Closed, StateOf(host));
            var reading = host.ExecuteAsync(id);
            await AdvanceUntilAsync(host, () => reading.IsCompleted);
            Assert.Equal(DataSource.Cache, (await reading).Source);
        }

        Assert.Equal(CircuitState.Open, StateOf(host));
        Assert.Equal(DataSource.Cache, (await host.ExecuteAsync(first)).Source);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => host.ExecuteAsync("without a copy"));
    }

    /// <summary>
    /// Callers without a cached response continue to wait; their soft timeouts still count, and later callers do not
    /// wait.
    /// </summary>
    [Fact]
    public async Task Read_WithoutACachedResponse_FailsAtOnceAfterThreeReadsPastTheSoftTimeout()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", Settings);
        using var release = new Release(_end);
        host.Primary.Respond = HangAsync;
        List<Task> waiting = [];
        for (var call = 0; call < 3; call++)
        {
            var seen = call + 1;
            waiting.Add(host.ExecuteAsync("1"));
            await AdvanceUntilAsync(host, () => StateOf(host) == CircuitState.Open || SlowCallsOf(host) == seen);
        }

        Assert.Equal(CircuitState.Open, StateOf(host));
        await Assert.ThrowsAsync<BrokenCircuitException>(() => host.ExecuteAsync("1"));
        Assert.DoesNotContain(waiting, read => read.IsCompleted);
        await _end.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(
            _ => { },
            TestContext.Current.CancellationToken,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>
    /// The first call holds the only permit, so the circuit breaker sees no other call: callers that time out while
    /// they wait for the permit show that the dependency hangs.
    /// </summary>
    [Fact]
    public async Task Read_BehindAFullBulkhead_ReturnsAtOnceAfterThreeSlowReads()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", OnePermit());
        using var release = new Release(_end);
        await host.CacheResponseAsync();
        host.Primary.Respond = HangAsync;
        var holder = host.ExecuteAsync("without a copy");
        await AdvanceUntilAsync(host, () => SlowCallsOf(host) == 1);
        for (var wait = 0; wait < 2; wait++)
        {
            Assert.Equal(CircuitState.Closed, StateOf(host));
            var reading = host.ExecuteAsync();
            await AdvanceUntilAsync(host, () => reading.IsCompleted);
            Assert.Equal(DataSource.Cache, (await reading).Source);
        }

        Assert.Equal(CircuitState.Open, StateOf(host));
        Assert.False(holder.IsCompleted);
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holder);
    }

    /// <summary>
    /// A permit was released, so the dependency responds: other waiting callers are no evidence against it.
    /// </summary>
    [Fact]
    public async Task Read_BehindAFullBulkheadThatReleasedAPermit_IsNoSlowCall()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", OnePermit());
        using var release = new Release(_end);
        await host.CacheResponseAsync();
        var pipeline = host.Host.Get<ResiliencePipelineProvider<string>>().GetPipeline("slow");
        var answer = new TaskCompletionSource();
        Task[] holders =
        [
            pipeline.ExecuteAsync(async _ => await answer.Task, _end.Token).AsTask(),
            pipeline.ExecuteAsync(async token => await HangAsync("", token), _end.Token).AsTask(),
        ];
        var behind = host.ExecuteAsync();
        answer.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => holders[0]);
        await AdvanceUntilAsync(host, () => behind.IsCompleted);

        Assert.Equal(DataSource.Cache, (await behind).Source);
        Assert.Equal(0, SlowCallsOf(host));
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holders[1]);
    }

    [Fact]
    public async Task Read_FiftyConcurrentDuringOnePause_LeavesTheCircuitClosed()
    {
        await using var host = await FallbackHost.StartOverAsync(
            "slow", new(Settings) { ["Bulkhead:MaxConcurrency"] = "100", ["Connections:Maximum"] = "200" });
        var pause = new TaskCompletionSource<string?>();
        host.Primary.Respond = (_, _) => pause.Task;
        var reads = Enumerable.Range(0, 50).Select(id => host.ExecuteAsync($"{id}")).ToList();
        host.Time.Advance(TimeSpan.FromSeconds(1.5));
        pause.SetResult("ada");
        await Task.WhenAll(reads);

        Assert.Equal(CircuitState.Closed, StateOf(host));
        host.Primary.Respond = (_, _) => Task.FromResult<string?>("ada");
        Assert.Equal(DataSource.Primary, (await host.ExecuteAsync()).Source);
    }

    public void Dispose() => _end.Dispose();

    private static Dictionary<string, string> OnePermit() => new(Settings, StringComparer.Ordinal)
    {
        ["Bulkhead:MaxConcurrency"] = "1",
        ["Bulkhead:QueueLimit"] = "10",
    };

    private static CircuitState StateOf(FallbackHost host) =>
        host.Host.Get<DependencyStateRegistry>().TryGet("slow", out var state)
            ? state.CircuitBreaker.State
            : CircuitState.Closed;

    private static int SlowCallsOf(FallbackHost host) =>
        host.Host.Get<DependencyStateRegistry>().TryGet("slow", out var state)
            ? state.CircuitBreaker.GetSnapshot().ConsecutiveSlowCalls
            : 0;

    private async Task<string?> HangAsync(string id, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
        return null;
    }

    // Each call starts its timers at its own time: the clock advances until the call has seen enough of it.
    private static Task AdvanceUntilAsync(FallbackHost host, Func<bool> condition) => Eventually.IsTrueAsync(() =>
    {
        host.Time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    private sealed class Release(CancellationTokenSource end) : IDisposable
    {
        public void Dispose() => end.Cancel();
    }
}
