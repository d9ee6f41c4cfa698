using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking.Internal;

// What the ends of calls, and callers that stop waiting for them, do to the circuit.
internal sealed partial class CircuitStateMachine
{
    /// <summary>Takes the result of a call. One that a caller has given up, or that took too long, is a slow call, however it ends.</summary>
    /// <param name="ticket">What it got at the gate.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="now">When.</param>
    /// <param name="isGivenUp">Whether its caller had stopped waiting.</param>
    /// <param name="isCounted">Whether <see cref="RecordSoftTimeout"/> has counted it as a slow call before.</param>
    public void Record(CircuitTicket ticket, CircuitResult result, long now, bool isGivenUp = false, bool isCounted = false)
    {
        ExpireProbes(now);
        if (ticket.Generation != Generation)
        {
            return;
        }

        _probes.Remove(ticket.Probe);
        // One that its caller abandoned says nothing to the rates, but that it took so long is a fact for the row.
        var tookLong = !isCounted && (result != CircuitResult.Ignored || Options.SlowCallThreshold > 0) && IsSlow(ticket, now, Options);
        var isSlow = tookLong || (!isCounted && isGivenUp && Options.CountsSlowCalls);
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
            // What opens a circuit must not close it: where slowness counts, a slow probe has failed.
            RecordProbe(isFailure || isSlow, now);
            return;
        }

        if (result != CircuitResult.Ignored || isGivenUp)
        {
            _counts.AddToRates(isFailure, isSlow, now, isCounted);
        }

        if (tookLong)
        {
            _counts.AddSlowCall(ticket.StartedAt, now);
        }
        else if (result == CircuitResult.Success && !isSlow && !isCounted)
        {
            _counts.EndSlowCalls();
        }

        OpenIfDue(isFailure, now);
    }

    /// <summary>Takes the news that a caller has stopped waiting for a call that is still under way: it is slow already.</summary>
    /// <returns>Whether it was counted.</returns>
    public bool RecordSoftTimeout(CircuitTicket ticket, long now)
    {
        ExpireProbes(now);
        if (ticket.Generation != Generation || !Options.CountsSlowCalls)
        {
            return false;
        }

        if (State == CircuitState.HalfOpen)
        {
            _probes.Remove(ticket.Probe);
            RecordProbe(isFailure: true, now);
            return true;
        }

        _counts.AddToRates(isFailure: false, isSlow: true, now);
        _counts.AddSlowCall(ticket.StartedAt, now);
        OpenIfDue(isFailure: false, now);
        return true;
    }

    /// <summary>Whether a call has taken long enough to be slow; none that began when nobody asked for that.</summary>
    public bool IsSlow(CircuitTicket ticket, long now, CircuitBreakerOptions options) =>
        options.CountsSlowCalls && ticket.StartedAt != 0 && _timeProvider.GetElapsedTime(ticket.StartedAt, now) >= options.SlowCallDuration;

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
