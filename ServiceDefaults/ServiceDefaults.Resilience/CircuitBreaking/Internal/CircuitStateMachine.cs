using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// The rules of a circuit, without thread safety: each call passes the time, and the caller holds a lock. A result
/// causes at most one transition, an entry at most two (a probe has expired, and the break that began then has elapsed
/// as well).
/// </summary>
internal sealed partial class CircuitStateMachine
{
    // Suggested wait while probes are in flight: their duration is unknown, but usually short.
    private static readonly TimeSpan WhileProbing = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _timeProvider;
    private readonly ProbeLeases _probes = new();
    private readonly CallCounts _counts;
    private readonly RecentOpens _opens;
    private readonly Action<CircuitTransition> _onTransition;
    private int _probeSuccesses;
    private long _openedAt;
    private long? _lastFailure;

    public CircuitStateMachine(
        CircuitBreakerOptions options, TimeProvider timeProvider, Action<CircuitTransition> onTransition)
    {
        (Options, _timeProvider, _onTransition) = (options, timeProvider, onTransition);
        (_counts, _opens) = (new(timeProvider), new(timeProvider));
        _counts.Configure(options, timeProvider.GetTimestamp());
    }

    public CircuitBreakerOptions Options { get; private set; }

    public CircuitState State { get; private set; }

    public long Generation { get; private set; }

    /// <summary>Whether a success in the closed state would change nothing.</summary>
    public bool IsUntroubled => _counts.IsUntroubled;

    public CircuitPermit Enter(long now)
    {
        ExpireProbes(now);
        if (State == CircuitState.Open && BreakLeft(now) <= TimeSpan.Zero)
        {
            MoveTo(CircuitState.HalfOpen, CircuitChangeReason.BreakElapsed);
        }

        return State switch
        {
            CircuitState.Closed => new(IsAdmitted: true, Generation, StartedAt: now),
            CircuitState.HalfOpen when _probes.Count < Options.MaxProbes => new(
                IsAdmitted: true, Generation, _probes.Add(now), now),
            CircuitState.HalfOpen => CircuitPermit.Rejected(WhileProbing),
            CircuitState.Open => CircuitPermit.Rejected(BreakLeft(now)),
            _ => CircuitPermit.Rejected(retryAfter: null),
        };
    }

    public void OpenForHealth(long now)
    {
        if (State == CircuitState.Closed)
        {
            Open(CircuitChangeReason.HealthProbe, now);
        }
    }

    public void Isolate()
    {
        if (State != CircuitState.Isolated)
        {
            MoveTo(CircuitState.Isolated, CircuitChangeReason.Manual);
        }
    }

    public void Close(CircuitChangeReason reason)
    {
        _counts.AddToRow(isFailure: false);
        _counts.Clear();
        if (State != CircuitState.Closed)
        {
            MoveTo(CircuitState.Closed, reason);
        }
    }

    /// <summary>Changes the options only: an open circuit stays open, and the counters are kept.</summary>
    public void Configure(CircuitBreakerOptions options, long now)
    {
        Options = options;
        _counts.Configure(options, now);
    }

    public CircuitSnapshot Snapshot(long now, DateTimeOffset utcNow, long rejections)
    {
        ExpireProbes(now);
        var (calls, failureRate, slowCallRate) = _counts.RatesAt(now);
        return new(
            State,
            _counts.ConsecutiveFailures,
            _probeSuccesses,
            _probes.Count,
            _lastFailure is { } failure ? utcNow - _timeProvider.GetElapsedTime(failure, now) : null,
            State == CircuitState.Open ? utcNow + BreakLeft(now) : null,
            _opens.CountAt(now),
            calls,
            failureRate,
            slowCallRate,
            _counts.ConsecutiveSlowCalls,
            rejections);
    }

    // The break starts when the lease expired, not when the expiry is detected.
    private void ExpireProbes(long now)
    {
        if (_probes.Count > 0 && _timeProvider.GetElapsedTime(_probes.OldestSince, now) >= Options.ProbeLease)
        {
            var end = _probes.OldestSince + (long)(Options.ProbeLease.TotalSeconds * _timeProvider.TimestampFrequency);
            _counts.AddToRow(isFailure: true);
            _lastFailure = end;
            Open(CircuitChangeReason.ProbeExpired, end);
        }
    }

    private TimeSpan BreakLeft(long now) => Options.BreakDuration - _timeProvider.GetElapsedTime(_openedAt, now);

    private void Open(CircuitChangeReason reason, long at)
    {
        _openedAt = at;
        _opens.Add(at);
        MoveTo(CircuitState.Open, reason);
    }

    private void MoveTo(CircuitState state, CircuitChangeReason reason)
    {
        var transition = new CircuitTransition(State, state, reason, ++Generation);
        State = state;
        _probes.Clear();
        _probeSuccesses = 0;
        _counts.Clear();
        _onTransition(transition);
    }
}
