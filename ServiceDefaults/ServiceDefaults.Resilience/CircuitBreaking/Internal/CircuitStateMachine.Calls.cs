using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking.Internal;

// Part of the state machine: how results and soft timeouts change the circuit.
internal sealed partial class CircuitStateMachine
{
    /// <summary>
    /// Records the result of a call. A call whose caller timed out, or that took too long, is a slow call, however it
    /// ends.
    /// </summary>
    /// <param name="permit">The permit of the call.</param>
    /// <param name="result">The result of the call.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="timedOutByCaller">Whether the caller had reached its soft timeout.</param>
    /// <param name="isCounted">Whether <see cref="RecordSoftTimeout"/> has already counted the call as slow.</param>
    public void Record(
        CircuitPermit permit, CircuitResult result, long now, bool timedOutByCaller = false, bool isCounted = false)
    {
        ExpireProbes(now);
        if (permit.Generation != Generation)
        {
            return;
        }

        _probes.Remove(permit.Probe);
        // A cancelled call is left out of the rates, but its duration still counts for the consecutive slow calls.
        var tookLong = !isCounted && (result != CircuitResult.Ignored || Options.SlowCallThreshold > 0)
            && IsSlow(permit, now, Options);
        var isSlow = tookLong || (!isCounted && timedOutByCaller && Options.CountsSlowCalls);
        if (result == CircuitResult.Ignored && !isSlow)
        {
            return;
        }

        var isFailure = result == CircuitResult.Failure;
        if (result != CircuitResult.Ignored)
        {
            _counts.AddToRow(isFailure);
            _lastFailure = isFailure ? now : _lastFailure;
        }

        if (State == CircuitState.HalfOpen)
        {
            // Slowness that opens a circuit must not close it: where slow calls count, a slow probe has failed.
            RecordProbe(isFailure || isSlow, now);
            return;
        }

        if (result != CircuitResult.Ignored || timedOutByCaller)
        {
            _counts.AddToRates(isFailure, isSlow, now, isCounted);
        }

        if (tookLong)
        {
            _counts.AddSlowCall(permit.StartedAt, now);
        }
        else if (result == CircuitResult.Success && !isSlow && !isCounted)
        {
            _counts.EndSlowCalls();
        }

        OpenIfDue(isFailure, now);
    }

    /// <summary>
    /// Records that the caller reached its soft timeout while the call is still running: the call counts as slow now.
    /// </summary>
    /// <returns>Whether the call was counted as slow.</returns>
    public bool RecordSoftTimeout(CircuitPermit permit, long now)
    {
        ExpireProbes(now);
        if (permit.Generation != Generation || !Options.CountsSlowCalls)
        {
            return false;
        }

        if (State == CircuitState.HalfOpen)
        {
            _probes.Remove(permit.Probe);
            RecordProbe(isFailure: true, now);
            return true;
        }

        _counts.AddToRates(isFailure: false, isSlow: true, now);
        _counts.AddSlowCall(permit.StartedAt, now);
        OpenIfDue(isFailure: false, now);
        return true;
    }

    /// <summary>
    /// Records that a caller reached its soft timeout while it waited for calls that hang. It is no call itself, so
    /// it is left out of the rates.
    /// </summary>
    public void RecordStall(CircuitPermit wait, long now)
    {
        if (wait.Generation == Generation)
        {
            _counts.AddSlowCall(wait.StartedAt, now);
            OpenIfDue(isFailure: false, now);
        }
    }

    /// <summary>
    /// Whether a call has taken long enough to be slow, the delays between its attempts left out; always false if slow
    /// calls were not counted when it started.
    /// </summary>
    public bool IsSlow(CircuitPermit permit, long now, CircuitBreakerOptions options) =>
        options.CountsSlowCalls && permit.StartedAt != 0
            && _timeProvider.GetElapsedTime(permit.StartedAt, now) - permit.RetryDelays >= options.SlowCallDuration;

    private void RecordProbe(bool isFailure, long now)
    {
        if (isFailure)
        {
            Open(CircuitChangeReason.ProbeFailed, now);
        }
        else if (++_probeSuccesses >= Options.SuccessThreshold)
        {
            Close(CircuitChangeReason.ProbesSucceeded);
        }
    }

    private void OpenIfDue(bool isFailure, long now)
    {
        if (_counts.FindReasonToOpen(Options, isFailure, now) is { } reason)
        {
            Open(reason, now);
        }
    }
}
