using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>Manual control and changes of settings.</summary>
public sealed class CircuitControlTests
{
    private readonly CircuitHarness _circuit = new();

    [Fact]
    public void Isolate_UntilClosedManually_RejectsAllCalls()
    {
        _circuit.Circuit.Isolate();
        _circuit.Circuit.Isolate();
        _circuit.Wait(1_000_000);

        var permit = _circuit.Enter();
        Assert.Equal((false, null), (permit.IsAdmitted, permit.RetryAfter));

        _circuit.Circuit.Close();
        _circuit.Succeed();
        Assert.Equal("Isolated:Manual Closed:Manual", _circuit.Story);
    }

    [Fact]
    public void Isolate_WithCallsInFlight_IgnoresTheirResults()
    {
        var permit = _circuit.EnterAdmitted();
        _circuit.Circuit.Isolate();

        _circuit.Record(permit, CircuitResult.Success);

        Assert.Equal(CircuitState.Isolated, _circuit.State);
    }

    [Fact]
    public void Close_OfAClosedCircuit_ResetsFailuresWithoutAnEvent()
    {
        _circuit.Fail(2);

        _circuit.Circuit.Close();
        _circuit.Fail(2);

        Assert.Equal(("", CircuitState.Closed), (_circuit.Story, _circuit.State));
    }

    [Fact]
    public void Enter_InMetricsOnlyMode_NeverRejectsButChangesStateAndCounts()
    {
        _circuit.Options.Mode = CircuitMode.MetricsOnly;
        _circuit.Circuit.Configure(_circuit.Options);

        _circuit.Opened();
        _circuit.Fail(5);

        var snapshot = _circuit.Circuit.GetSnapshot();
        Assert.Equal((CircuitState.Open, 5L), (snapshot.State, snapshot.Rejections));
        _circuit.Wait(10);
        _circuit.Succeed(2);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Enter_Disabled_AdmitsWithoutRecordingAndKeepsItsHistory()
    {
        _circuit.Opened();
        _circuit.Options.Enabled = false;
        _circuit.Circuit.Configure(_circuit.Options);

        _circuit.Succeed(10);
        Assert.Equal(CircuitState.Open, _circuit.State);

        _circuit.Options.Enabled = true;
        _circuit.Circuit.Configure(_circuit.Options);
        Assert.False(_circuit.Enter().IsAdmitted);
    }

    [Fact]
    public void Configure_AnOpenCircuit_StaysOpenWithTheNewBreak()
    {
        _circuit.Opened().Wait(5);
        _circuit.Options.FailureThreshold = 100;
        _circuit.Options.BreakDuration = TimeSpan.FromSeconds(60);

        _circuit.Circuit.Configure(_circuit.Options);

        Assert.Equal((CircuitState.Open, TimeSpan.FromSeconds(55)), (_circuit.State, _circuit.Enter().RetryAfter));
    }

    [Fact]
    public void Configure_OtherNumbers_KeepsCountedFailures()
    {
        _circuit.Fail(2);
        _circuit.Options.FailureThreshold = 4;
        _circuit.Circuit.Configure(_circuit.Options);

        _circuit.Fail();
        Assert.Equal(CircuitState.Closed, _circuit.State);
        _circuit.Fail();

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Configure_RatesSwitchedOnAndOff_CountsFromTheChangeOn()
    {
        _circuit.Succeed(10);
        _circuit.Options.FailureRate = 0.9;
        _circuit.Circuit.Configure(_circuit.Options);
        _circuit.Succeed(3);
        Assert.Equal(3, _circuit.Circuit.GetSnapshot().Calls);

        _circuit.Options.FailureRate = 0;
        _circuit.Circuit.Configure(_circuit.Options);
        Assert.Equal(0, _circuit.Circuit.GetSnapshot().Calls);
    }

    [Fact]
    public void Configure_TheCallersOptionsChangedAfterwards_DoNotReachTheCircuit()
    {
        _circuit.Options.FailureThreshold = 1;

        _circuit.Fail(2);

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void GetSnapshot_OfAnOpenCircuit_HasTheTimesOfTheFailureAndTheNextProbe()
    {
        var failedAt = _circuit.Time.GetUtcNow();
        _circuit.Opened().Wait(4);

        var snapshot = _circuit.Circuit.GetSnapshot();

        Assert.Equal((failedAt, failedAt + TimeSpan.FromSeconds(10)), (snapshot.LastFailure, snapshot.NextAttempt));
        Assert.Equal((3, 1), (snapshot.ConsecutiveFailures, snapshot.OpensInWindow));
    }

    [Fact]
    public void GetSnapshot_OfANewCircuit_IsEmpty()
    {
        var snapshot = _circuit.Circuit.GetSnapshot();

        Assert.Equal(new(CircuitState.Closed, 0, 0, 0, null, null, 0, 0, 0, 0, 0, 0), snapshot);
    }

    [Fact]
    public void GetSnapshot_ManyOpenings_CountsThoseOfFiveMinutesUpToSixteen()
    {
        for (var opening = 0; opening < 20; opening++)
        {
            _circuit.Circuit.OpenForHealth();
            _circuit.Circuit.Close();
        }

        Assert.Equal(16, _circuit.Circuit.GetSnapshot().OpensInWindow);
        _circuit.Wait(299);
        _circuit.Circuit.OpenForHealth();
        Assert.Equal(16, _circuit.Circuit.GetSnapshot().OpensInWindow);
        _circuit.Wait(1);
        Assert.Equal(1, _circuit.Circuit.GetSnapshot().OpensInWindow);
    }

    [Fact]
    public void TryAcquire_ReportedTwiceOrNever_CountsTheFirstReportOrNone()
    {
        for (var call = 0; call < 3; call++)
        {
            using var forgotten = _circuit.Circuit.TryAcquire();
            Assert.True(forgotten.IsAcquired);
        }

        Assert.Equal(0, _circuit.Circuit.GetSnapshot().ConsecutiveFailures);
        for (var call = 0; call < 3; call++)
        {
            using var lease = _circuit.Circuit.TryAcquire();
            lease.ReportFailure();
            lease.ReportSuccess();
        }

        using var refused = _circuit.Circuit.TryAcquire();
        Assert.Equal((false, _circuit.Options.BreakDuration), (refused.IsAcquired, refused.RetryAfter));
    }
}
