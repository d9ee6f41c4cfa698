using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>States that changed between a thread's check without the lock and its check under the lock.</summary>
public sealed class CircuitStateMachineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CircuitStateMachine _machine;

    public CircuitStateMachineTests() =>
        _machine = new(
            new() { FailureThreshold = 1, SuccessThreshold = 1, BreakDuration = TimeSpan.FromSeconds(1) },
            _time,
            static _ => { });

    private long Now => _time.GetTimestamp();

    [Theory]
    [InlineData(CircuitResult.Success)]
    [InlineData(CircuitResult.Failure)]
    public void Record_OfAnEarlierGeneration_ChangesNothing(CircuitResult result)
    {
        var late = _machine.Enter(Now);
        HalfOpen();

        _machine.Record(late, result, Now);

        Assert.Equal(
            (CircuitState.HalfOpen, 0),
            (_machine.State, _machine.Snapshot(Now, _time.GetUtcNow(), rejections: 0).ProbeSuccesses));
    }

    [Fact]
    public void Enter_ACircuitThatClosedConcurrently_IsAdmitted()
    {
        HalfOpen();
        _machine.Close(CircuitChangeReason.Manual);

        Assert.True(_machine.Enter(Now).IsAdmitted);
    }

    [Fact]
    public void Snapshot_AfterASuccess_StillHasTheLastFailure()
    {
        var failedAt = _time.GetUtcNow();
        HalfOpen();
        _time.Advance(TimeSpan.FromSeconds(5));

        _machine.Record(_machine.Enter(Now), CircuitResult.Success, Now);

        Assert.Equal(
            (CircuitState.Closed, failedAt),
            (_machine.State, _machine.Snapshot(Now, _time.GetUtcNow(), rejections: 0).LastFailure));
    }

    private void HalfOpen()
    {
        _machine.Record(_machine.Enter(Now), CircuitResult.Failure, Now);
        _time.Advance(TimeSpan.FromSeconds(1));
        _machine.Record(_machine.Enter(Now), CircuitResult.Ignored, Now);
        Assert.Equal(CircuitState.HalfOpen, _machine.State);
    }
}
