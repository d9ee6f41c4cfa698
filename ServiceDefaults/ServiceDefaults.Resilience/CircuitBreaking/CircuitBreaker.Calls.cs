using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking.Internal;

namespace ServiceDefaults.CircuitBreaking;

// Part of the circuit breaker: what a pipeline asks and reports for each call.
public sealed partial class CircuitBreaker
{
    /// <summary>Requests admission for a call.</summary>
    /// <param name="changes">What has changed by that; usually nothing.</param>
    /// <returns>The permit to pass to <see cref="Record"/> with the result.</returns>
    internal CircuitPermit Enter(out IReadOnlyList<CircuitChange>? changes)
    {
        changes = null;
        var options = _options;
        if (!options.Enabled)
        {
            return CircuitPermit.Unwatched;
        }

        var gate = Volatile.Read(ref _gate);
        if ((CircuitState)(gate & StateMask) == CircuitState.Closed)
        {
            return new(
                IsAdmitted: true,
                gate >> StateBits,
                StartedAt: options.CountsSlowCalls ? _timeProvider.GetTimestamp() : 0);
        }

        var permit = Locked(static (machine, now, _) => machine.Enter(now), state: 0, out changes);
        if (permit.IsAdmitted)
        {
            return permit;
        }

        Interlocked.Increment(ref _rejections);
        return options.Mode == CircuitMode.MetricsOnly ? CircuitPermit.Unwatched : permit;
    }

    /// <summary>Records the result of an admitted call.</summary>
    /// <returns>What has changed by that; usually nothing.</returns>
    internal IReadOnlyList<CircuitChange>? Record(
        CircuitPermit permit, CircuitResult result, bool timedOutByCaller = false, bool isCounted = false) =>
        permit.Generation != Volatile.Read(ref _gate) >> StateBits || (!timedOutByCaller && IsNoNews(permit, result))
            ? null
            : RecordNews(permit, result, timedOutByCaller, isCounted);

    /// <summary>
    /// Records that a caller has reached its soft timeout for an admitted call that is still running.
    /// </summary>
    /// <returns>Whether the call was counted as a slow call.</returns>
    internal bool RecordSoftTimeout(CircuitPermit permit, out IReadOnlyList<CircuitChange>? changes) =>
        Locked(static (machine, now, call) => machine.RecordSoftTimeout(call, now), permit, out changes);

    /// <summary>
    /// Begins to watch a caller that waits outside the circuit, behind calls that may hang.
    /// </summary>
    /// <returns>
    /// What to call if those calls hang: it counts the wait as a slow call. <see langword="null"/> if consecutive slow
    /// calls do not open this circuit, or if it is not closed.
    /// </returns>
    internal Action? WatchStall()
    {
        var gate = Volatile.Read(ref _gate);
        if (_options is not { Enabled: true, SlowCallThreshold: > 0 }
            || (CircuitState)(gate & StateMask) != CircuitState.Closed)
        {
            return null;
        }

        var wait = new CircuitPermit(IsAdmitted: false, gate >> StateBits, StartedAt: _timeProvider.GetTimestamp());
        return () => Locked((machine, now) => machine.RecordStall(wait, now));
    }

    // A separate method, because a method with a closure allocates it even when it returns early.
    private IReadOnlyList<CircuitChange>? RecordNews(
        CircuitPermit permit, CircuitResult result, bool timedOutByCaller, bool isCounted) =>
        Locked((machine, now) => machine.Record(permit, result, now, timedOutByCaller, isCounted));

    private bool IsNoNews(CircuitPermit permit, CircuitResult result) =>
        permit.Probe == 0
        && (result == CircuitResult.Ignored || (result == CircuitResult.Success && _machine.IsUntroubled))
        && (permit.StartedAt == 0 || !_machine.IsSlow(permit, _timeProvider.GetTimestamp(), _options));
}
