using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>Consecutive slow calls open the circuit; calls that were slow at the same time count as one.</summary>
public sealed class ConsecutiveSlowCallsTests
{
    private const double Slow = 5;

    [Theory]
    [InlineData(CircuitResult.Success)]
    [InlineData(CircuitResult.Failure)]
    [InlineData(CircuitResult.Ignored)]
    public void Record_ConsecutiveSlowCalls_OpenTheCircuitWhateverTheirResult(CircuitResult result)
    {
        var harness = Harness();

        Call(harness, result, Slow);
        Call(harness, result, Slow);
        Assert.Equal(CircuitState.Closed, harness.State);
        Call(harness, result, Slow);

        Assert.Equal("Open:ConsecutiveSlowCalls", harness.Story);
    }

    [Fact]
    public void Record_ConcurrentSlowCalls_CountAsOne()
    {
        var harness = Harness();
        var permits = Enumerable.Range(0, 50).Select(_ => harness.EnterAdmitted()).ToList();
        harness.Wait(Slow);

        permits.ForEach(permit => harness.Record(permit, CircuitResult.Success));

        Assert.Equal((CircuitState.Closed, 1), (harness.State, harness.Circuit.GetSnapshot().ConsecutiveSlowCalls));
    }

    [Fact]
    public void Record_SlowCallsThatOverlapThePrevious_CountEverySecond()
    {
        var harness = Harness();
        var before = harness.EnterAdmitted();
        for (var call = 0; call < 5; call++)
        {
            harness.Wait(Slow / 2);
            var next = harness.EnterAdmitted();
            harness.Wait(Slow / 2);
            harness.Record(before, CircuitResult.Success);
            before = next;
        }

        // The first, third and fifth began no sooner than the previously counted call had been detected as slow.
        Assert.Equal("Open:ConsecutiveSlowCalls", harness.Story);
    }

    [Theory]
    [InlineData(CircuitResult.Success, CircuitState.Closed)]
    [InlineData(CircuitResult.Failure, CircuitState.Open)]
    [InlineData(CircuitResult.Ignored, CircuitState.Open)]
    public void Record_AFastCallBetween_ResetsTheCountOnlyIfItSucceeds(CircuitResult between, CircuitState expected)
    {
        var harness = Harness();
        Call(harness, CircuitResult.Success, Slow);
        Call(harness, CircuitResult.Success, Slow);

        Call(harness, between, Slow - 0.1);
        Call(harness, CircuitResult.Success, Slow);

        Assert.Equal(expected, harness.State);
    }

    [Theory]
    [InlineData(3, CircuitState.Open)]
    [InlineData(0, CircuitState.Closed)]
    public void RecordSoftTimeout_OfCallsInFlight_CountsAtOnceIfSlowCallsCount(
        int threshold, CircuitState expected)
    {
        var harness = Harness(threshold);
        for (var call = 0; call < 3; call++)
        {
            var permit = harness.EnterAdmitted();
            harness.Wait(1);
            harness.Circuit.RecordSoftTimeout(permit, out _);
        }

        Assert.Equal(expected, harness.State);
    }

    [Fact]
    public void RecordSoftTimeout_OfConcurrentReads_IsOneSlowCall()
    {
        var harness = Harness();
        var permits = Enumerable.Range(0, 50).Select(_ => harness.EnterAdmitted()).ToList();
        harness.Wait(1);
        permits.ForEach(permit => harness.Circuit.RecordSoftTimeout(permit, out _));
        harness.Wait(0.5);
        permits.ForEach(
            permit => harness.Circuit.Record(permit, CircuitResult.Success, timedOutByCaller: true, isCounted: true));

        Assert.Equal((CircuitState.Closed, 1), (harness.State, harness.Circuit.GetSnapshot().ConsecutiveSlowCalls));
    }

    [Fact]
    public void Record_AfterTheSoftTimeoutWasCounted_DoesNotCountAgain()
    {
        var harness = new CircuitHarness(
            new() { SlowCallThreshold = 3, SlowCallRate = 0.9, MinimumCalls = 100, FailureThreshold = 0 });
        var permit = harness.EnterAdmitted();
        harness.Wait(1);
        Assert.True(harness.Circuit.RecordSoftTimeout(permit, out _));
        harness.Wait(Slow);

        harness.Circuit.Record(permit, CircuitResult.Failure, timedOutByCaller: true, isCounted: true);

        var snapshot = harness.Circuit.GetSnapshot();
        Assert.Equal(
            (1, 1, 1.0, 1),
            (snapshot.Calls, snapshot.ConsecutiveSlowCalls, snapshot.FailureRate, snapshot.ConsecutiveFailures));
    }

    [Fact]
    public void RecordSoftTimeout_OfAProbe_ReopensTheCircuitAtOnce()
    {
        var harness = new CircuitHarness(
            new() { SlowCallThreshold = 3, FailureThreshold = 3, BreakDuration = TimeSpan.FromSeconds(10) });
        var probe = harness.Probing();
        harness.Wait(1);

        harness.Circuit.RecordSoftTimeout(probe, out _);

        Assert.Equal(CircuitState.Open, harness.State);
    }

    private static CircuitHarness Harness(int threshold = 3) =>
        new(new()
        {
            SlowCallThreshold = threshold,
            SlowCallDuration = TimeSpan.FromSeconds(Slow),
            FailureThreshold = 100,
            BreakDuration = TimeSpan.FromSeconds(10)
        });

    private static void Call(CircuitHarness harness, CircuitResult result, double seconds)
    {
        var permit = harness.EnterAdmitted();
        harness.Wait(seconds);
        harness.Record(permit, result);
    }
}
