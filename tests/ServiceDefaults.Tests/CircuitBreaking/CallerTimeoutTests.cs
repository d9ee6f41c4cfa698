using Polly.CircuitBreaker;
using Polly.Registry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Fallback;
using ServiceDefaults.Tests.Fallback;
using Testing;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>
/// A call whose caller stopped waiting counts as slow, however it ends: the caller has returned a cached response
/// because the dependency did not respond in time.
/// </summary>
public sealed class CallerTimeoutTests
{
    private const int Calls = 4;

    private static readonly Dictionary<string, string> Sensitive = new(StringComparer.Ordinal)
    {
        ["CircuitBreaker:SlowCallRate"] = "0.5",
        ["CircuitBreaker:MinimumCalls"] = $"{Calls}",
        ["CircuitBreaker:FailureThreshold"] = "100",
        ["RateLimit:Enabled"] = "false",
    };

    [Theory]
    [InlineData(CircuitResult.Ignored)]
    [InlineData(CircuitResult.Success)]
    public void Record_TimedOutByCallerWithSlowCallRate_OpensTheCircuit(CircuitResult result)
    {
        var harness = Harness(slowCallRate: 0.5);

        TimeOutByCaller(harness, result, Calls);

        Assert.Equal("Open:SlowCallRate", harness.Story);
    }

    [Theory]
    [InlineData(CircuitResult.Ignored, 0)]
    [InlineData(CircuitResult.Success, 0)]
    public void Record_TimedOutByCallerWithoutSlowCallRate_CountsByItsResult(CircuitResult result, int failures)
    {
        var harness = Harness(slowCallRate: 0);

        TimeOutByCaller(harness, result, 10 * Calls);

        Assert.Equal(
            (CircuitState.Closed, failures), (harness.State, harness.Circuit.GetSnapshot().ConsecutiveFailures));
    }

    [Fact]
    public void Record_ProbeTimedOutByCaller_ReopensTheCircuit()
    {
        var harness = Harness(slowCallRate: 0.5);
        TimeOutByCaller(harness, CircuitResult.Ignored, Calls);
        harness.Wait(harness.Options.BreakDuration.TotalSeconds);

        TimeOutByCaller(harness, CircuitResult.Ignored, 1);

        Assert.Equal(CircuitState.Open, harness.State);
    }

    [Fact]
    public async Task Read_PastTheSoftTimeoutWithACachedResponse_OpensTheCircuitOfTheDependencyThatHangs()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", Sensitive);
        await host.CacheResponseAsync();
        host.Primary.Respond = HangAsync;

        for (var call = 0; call < 2 * Calls; call++)
        {
            var reading = host.ExecuteAsync();
            host.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(DataSource.Cache, (await reading).Source);
            host.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await Eventually.IsTrueAsync(() => StateOf(host) == CircuitState.Open);
    }

    [Fact]
    public async Task Read_WithAVeryShortDeadline_DoesNotCountAgainstTheDependency()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", Sensitive);
        await host.CacheResponseAsync();
        host.Primary.Respond = HangAsync;

        for (var call = 0; call < 2 * Calls; call++)
        {
            RequestDeadline.Current = new(TimeSpan.FromMilliseconds(5), attempt: 1, host.Time);
            var reading = host.ExecuteAsync();
            host.Time.Advance(TimeSpan.FromMilliseconds(5));
            Assert.Equal(DataSource.Cache, (await reading).Source);
        }

        Assert.Equal(CircuitState.Closed, StateOf(host));
    }

    [Fact]
    public async Task Read_PastTheSoftTimeoutWithoutACachedResponse_OpensTheCircuit()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", Sensitive);
        for (var call = 0; call < 2 * Calls; call++)
        {
            var response = new TaskCompletionSource<string?>();
            host.Primary.Respond = (_, _) => response.Task;
            var reading = host.ExecuteAsync($"unknown {call}");
            host.Time.Advance(TimeSpan.FromSeconds(1));
            response.SetResult("late");
            await reading.ContinueWith(
                _ => { },
                TestContext.Current.CancellationToken,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        Assert.Equal(CircuitState.Open, StateOf(host));
    }

    [Fact]
    public async Task Execute_WorkThatCompletesAtOnceAfterItsCallersSoftTimeout_IsNotSlow()
    {
        await using var host = await FallbackHost.StartOverAsync("slow", Sensitive);
        var pipeline = host.Host.Get<ResiliencePipelineProvider<string>>().GetPipeline("slow");
        SoftTimeoutSignal.Current = new();
        SoftTimeoutSignal.Current.Fire();

        for (var call = 0; call < 2 * Calls; call++)
        {
            await pipeline.ExecuteAsync(
                static _ => ValueTask.CompletedTask, TestContext.Current.CancellationToken);
        }

        Assert.Equal(CircuitState.Closed, StateOf(host));
    }

    private static CircuitState StateOf(FallbackHost host) => host.Host.State("slow").CircuitBreaker.State;

    private static async Task<string?> HangAsync(string id, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return null;
    }

    private static CircuitHarness Harness(double slowCallRate) => new(new()
    {
        SlowCallRate = slowCallRate,
        SlowCallDuration = TimeSpan.FromSeconds(2),
        MinimumCalls = Calls,
        FailureThreshold = 3,
        BreakDuration = TimeSpan.FromSeconds(10),
    });

    private static void TimeOutByCaller(CircuitHarness harness, CircuitResult result, int times)
    {
        for (var call = 0; call < times; call++)
        {
            harness.Circuit.Record(harness.EnterAdmitted(), result, timedOutByCaller: true);
        }
    }
}
