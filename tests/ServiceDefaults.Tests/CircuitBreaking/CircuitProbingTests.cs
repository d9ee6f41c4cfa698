using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>How an open circuit probes and closes.</summary>
public sealed class CircuitProbingTests
{
    private readonly CircuitHarness _circuit = new();

    [Fact]
    public void Enter_DuringTheBreak_IsRejectedWithTheRemainingTime()
    {
        _circuit.Opened().Wait(4);

        var permit = _circuit.Enter();

        Assert.Equal((false, TimeSpan.FromSeconds(6)), (permit.IsAdmitted, permit.RetryAfter));
        Assert.Equal(1, _circuit.Circuit.GetSnapshot().Rejections);
    }

    [Fact]
    public void Enter_AfterTheBreak_AdmitsAsManyProbesAsAllowed()
    {
        _circuit.Opened().Wait(9.999);
        Assert.False(_circuit.Enter().IsAdmitted);
        _circuit.Wait(0.001);

        _circuit.EnterAdmitted();
        _circuit.EnterAdmitted();
        var third = _circuit.Enter();

        Assert.Equal((false, TimeSpan.FromSeconds(1)), (third.IsAdmitted, third.RetryAfter));
        Assert.Equal(2, _circuit.Circuit.GetSnapshot().ProbesInFlight);
        Assert.EndsWith("HalfOpen:BreakElapsed", _circuit.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_AProbe_AdmitsTheNextProbe()
    {
        var first = _circuit.Probing();
        _circuit.EnterAdmitted();

        _circuit.Record(first, CircuitResult.Success);

        _circuit.EnterAdmitted();
        Assert.False(_circuit.Enter().IsAdmitted);
        Assert.Equal(1, _circuit.Circuit.GetSnapshot().ProbeSuccesses);
    }

    [Fact]
    public void Record_EnoughProbesSucceeded_ClosesAndResets()
    {
        _circuit.Record(_circuit.Probing(), CircuitResult.Success);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        _circuit.Succeed();

        Assert.EndsWith("Closed:ProbesSucceeded", _circuit.Story, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(10), null, null], _circuit.Changes.Select(change => change.BreakDuration));
        _circuit.Fail(2);
        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.Equal(0, _circuit.Circuit.GetSnapshot().ProbeSuccesses);
    }

    [Fact]
    public void Record_AProbeFailed_RestartsTheBreak()
    {
        var probe = _circuit.Probing();
        _circuit.Wait(3);

        _circuit.Record(probe, CircuitResult.Failure);

        Assert.EndsWith("Open:ProbeFailed", _circuit.Story, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), _circuit.Enter().RetryAfter);
    }

    [Fact]
    public void Record_AnIgnoredProbe_ReleasesItsLeaseAndIsNotCounted()
    {
        _circuit.Record(_circuit.Probing(), CircuitResult.Ignored);

        var snapshot = _circuit.Circuit.GetSnapshot();
        Assert.Equal((CircuitState.HalfOpen, 0, 0), (snapshot.State, snapshot.ProbesInFlight, snapshot.ProbeSuccesses));
    }

    [Fact]
    public void Enter_AProbeWithoutAResult_FailsWhenItsLeaseExpires()
    {
        var hung = _circuit.Probing();
        _circuit.Wait(29.999);
        Assert.Equal(CircuitState.HalfOpen, _circuit.Circuit.GetSnapshot().State);
        _circuit.Wait(0.001);

        Assert.False(_circuit.Enter().IsAdmitted);

        Assert.EndsWith("Open:ProbeExpired", _circuit.Story, StringComparison.Ordinal);
        _circuit.Record(hung, CircuitResult.Success);
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Record_AProbeResultAfterItsLease_IsIgnored()
    {
        var late = _circuit.Probing();
        _circuit.Wait(31);

        _circuit.Record(late, CircuitResult.Success);

        Assert.EndsWith("Open:ProbeExpired", _circuit.Story, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(9), _circuit.Enter().RetryAfter);
    }

    [Fact]
    public void Enter_LongAfterAProbeExpired_ProbesAgainAtOnce()
    {
        _circuit.Probing();
        _circuit.Wait(3600);

        _circuit.EnterAdmitted();

        Assert.EndsWith("Open:ProbeExpired HalfOpen:BreakElapsed", _circuit.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_ASlowProbeWithSlowCallRate_IsAFailure()
    {
        var circuit = new CircuitHarness(new()
        {
            FailureThreshold = 1,
            SlowCallRate = 1,
            MinimumCalls = 100,
            SlowCallDuration = TimeSpan.FromSeconds(2),
            SuccessThreshold = 1,
            BreakDuration = TimeSpan.FromSeconds(10),
        });
        var probe = circuit.Probing();
        circuit.Wait(2);

        circuit.Record(probe, CircuitResult.Success);

        Assert.EndsWith("Open:ProbeFailed", circuit.Story, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CircuitResult.Success)]
    [InlineData(CircuitResult.Failure)]
    public void Record_ACallFromBeforeTheBreak_DoesNotCount(CircuitResult result)
    {
        var early = _circuit.EnterAdmitted();
        _circuit.Probing();

        _circuit.Record(early, result);

        var snapshot = _circuit.Circuit.GetSnapshot();
        Assert.Equal((CircuitState.HalfOpen, 0, 1), (snapshot.State, snapshot.ProbeSuccesses, snapshot.ProbesInFlight));
    }

    [Fact]
    public void Record_AFailureFromBeforeTheCircuitClosed_DoesNotCount()
    {
        var early = _circuit.EnterAdmitted();
        _circuit.Record(_circuit.Probing(), CircuitResult.Success);
        _circuit.Succeed();

        _circuit.Record(early, CircuitResult.Failure);

        Assert.Equal((CircuitState.Closed, 0), (_circuit.State, _circuit.Circuit.GetSnapshot().ConsecutiveFailures));
    }
}
