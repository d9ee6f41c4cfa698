using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>What opens a closed circuit, and what does not.</summary>
public sealed class CircuitOpeningTests
{
    private static CircuitBreakerOptions Rates =>
        new() { FailureThreshold = 0, MinimumCalls = 4, Window = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Record_ConsecutiveFailures_OpenAtTheThresholdAndNotBefore()
    {
        var circuit = new CircuitHarness();

        circuit.Fail(2);
        Assert.Equal(CircuitState.Closed, circuit.State);
        circuit.Fail();

        Assert.Equal("Open:ConsecutiveFailures", circuit.Story);
        Assert.Equal(circuit.Options.BreakDuration, circuit.Changes[0].BreakDuration);
        Assert.False(circuit.Enter().IsAdmitted);
    }

    [Fact]
    public void Record_ASuccessBetweenFailures_ResetsTheCount()
    {
        var circuit = new CircuitHarness();

        circuit.Fail(2);
        circuit.Succeed();
        circuit.Fail(2);

        Assert.Equal(CircuitState.Closed, circuit.State);
        Assert.Equal(2, circuit.Circuit.GetSnapshot().ConsecutiveFailures);
    }

    [Fact]
    public void Record_IgnoredBetweenFailures_NeitherResetsNorIncreasesTheCount()
    {
        var circuit = new CircuitHarness();

        circuit.Fail(2);
        circuit.Call(CircuitResult.Ignored, 20);
        Assert.Equal(CircuitState.Closed, circuit.State);
        circuit.Fail();

        Assert.Equal(CircuitState.Open, circuit.State);
    }

    [Fact]
    public void Record_FailuresFarApart_AreStillConsecutive()
    {
        var circuit = new CircuitHarness();

        for (var failure = 0; failure < 3; failure++)
        {
            circuit.Wait(3600);
            circuit.Fail();
        }

        Assert.Equal(CircuitState.Open, circuit.State);
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    public void Record_FailureRate_OpensAtTheRateWithEnoughCalls(int failures, int successes, bool opens)
    {
        var options = Rates;
        options.FailureRate = 0.5;
        var circuit = new CircuitHarness(options);

        circuit.Succeed(successes);
        circuit.Fail(failures);

        Assert.Equal(opens ? "Open:FailureRate" : "", circuit.Story);
    }

    [Fact]
    public void Record_FailureRate_IgnoresCallsOlderThanTheWindow()
    {
        var options = Rates;
        options.FailureRate = 0.5;
        var circuit = new CircuitHarness(options);

        circuit.Fail(3);
        circuit.Wait(12);
        circuit.Succeed(2);
        circuit.Fail();

        Assert.Equal(CircuitState.Closed, circuit.State);
        Assert.Equal((3, 1.0 / 3), (circuit.Circuit.GetSnapshot().Calls, circuit.Circuit.GetSnapshot().FailureRate));
    }

    [Theory]
    [InlineData(1.9, "")]
    [InlineData(2.0, "Open:SlowCallRate")]
    public void Record_SlowCalls_OpenAlthoughTheySucceed(double seconds, string story)
    {
        var options = Rates;
        (options.SlowCallRate, options.SlowCallDuration) = (0.5, TimeSpan.FromSeconds(2));
        var circuit = new CircuitHarness(options);

        circuit.Succeed(2);
        for (var call = 0; call < 2; call++)
        {
            var permit = circuit.EnterAdmitted();
            circuit.Wait(seconds);
            circuit.Record(permit, CircuitResult.Success);
        }

        Assert.Equal(story, circuit.Story);
    }

    [Fact]
    public void Record_SlowIgnored_IsNotCounted()
    {
        var options = Rates;
        (options.SlowCallRate, options.SlowCallDuration, options.MinimumCalls) = (0.1, TimeSpan.FromSeconds(2), 1);
        var circuit = new CircuitHarness(options);

        var permit = circuit.EnterAdmitted();
        circuit.Wait(100);
        circuit.Record(permit, CircuitResult.Ignored);

        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    [Fact]
    public void Record_CountAndRate_EitherOpens()
    {
        var options = new CircuitBreakerOptions { FailureThreshold = 2, FailureRate = 0.9, MinimumCalls = 100 };

        var byCount = new CircuitHarness(options);
        byCount.Fail(2);

        options.FailureThreshold = 1000;
        options.MinimumCalls = 2;
        var byRate = new CircuitHarness(options);
        byRate.Fail(2);
        Assert.Equal(("Open:ConsecutiveFailures", "Open:FailureRate"), (byCount.Story, byRate.Story));
    }

    [Fact]
    public void OpenForHealth_OfAClosedCircuit_OpensIt()
    {
        var circuit = new CircuitHarness();

        circuit.Circuit.OpenForHealth();

        Assert.Equal("Open:HealthProbe", circuit.Story);
    }

    [Fact]
    public void OpenForHealth_OfAnyOtherCircuit_ChangesNothing()
    {
        var probing = new CircuitHarness();
        probing.Probing();
        var isolated = new CircuitHarness();
        isolated.Circuit.Isolate();
        var off = new CircuitHarness(new() { Enabled = false });

        probing.Circuit.OpenForHealth();
        isolated.Circuit.OpenForHealth();
        off.Circuit.OpenForHealth();

        Assert.Equal(
            (CircuitState.HalfOpen, CircuitState.Isolated, CircuitState.Closed),
            (probing.State, isolated.State, off.State));
    }
}
