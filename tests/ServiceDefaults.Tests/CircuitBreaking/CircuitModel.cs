using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>
/// The simplest possible circuit: it keeps all events in lists, counts time in milliseconds, and is neither fast nor
/// thread-safe.
/// </summary>
internal sealed partial class CircuitModel(CircuitBreakerOptions options)
{
    private readonly List<(long At, bool Called, bool Failed, bool Slow)> _window = [];
    private readonly Dictionary<int, long> _probes = [];
    private readonly List<long> _openings = [];
    private int _phase;
    private int _lastPermit;
    private long _openedAt;

    public CircuitBreakerOptions Options { get; set; } = options;

    public long Now { get; set; }

    public CircuitState State { get; private set; }

    public int Row { get; private set; }

    public int ProbeSuccesses { get; private set; }

    public int ProbesInFlight => _probes.Count;

    public int Openings => Math.Min(16, _openings.TakeLast(16).Count(at => Now - at < 300_000));

    public long? BreakEnds => State == CircuitState.Open ? _openedAt + Milliseconds(Options.BreakDuration) : null;

    public (int Calls, int Failures, int Slow) InWindow
    {
        get
        {
            var tenth = Milliseconds(Options.Window) / 10;
            var counted = _window.Where(call => (Now / tenth) - (call.At / tenth) <= 10).ToList();
            return (
                counted.Count(call => call.Called),
                counted.Count(call => call.Failed),
                counted.Count(call => call.Slow));
        }
    }

    /// <summary>Requests a permit; <see langword="null"/> means that the circuit rejects the call.</summary>
    public (int Phase, int Number)? Enter()
    {
        ExpireProbes();
        if (State == CircuitState.Open && Now >= BreakEnds)
        {
            Become(CircuitState.HalfOpen);
        }

        switch (State)
        {
            case CircuitState.Closed:
                _began[++_lastPermit] = Now;
                return (_phase, _lastPermit);
            case CircuitState.HalfOpen when _probes.Count < Options.MaxProbes:
                _began[++_lastPermit] = Now;
                _probes[_lastPermit] = Now;
                return (_phase, _lastPermit);
            default:
                return null;
        }
    }

    public void Record((int Phase, int Number) permit, CircuitResult result)
    {
        ExpireProbes();
        if (permit.Phase != _phase)
        {
            return;
        }

        _probes.Remove(permit.Number);
        var wasSeenSlow = _seenSlow.Contains(permit.Number);
        var slow = SlownessCounts && !wasSeenSlow && (result != CircuitResult.Ignored || Options.SlowCallThreshold > 0)
            && Now - _began[permit.Number] >= Milliseconds(Options.SlowCallDuration);
        if (result == CircuitResult.Ignored && !slow)
        {
            return;
        }

        var failed = result == CircuitResult.Failure;
        Row = failed ? Row + 1 : result == CircuitResult.Success ? 0 : Row;
        if (State == CircuitState.HalfOpen)
        {
            ProbeSuccesses += failed || slow ? 0 : 1;
            if (failed || slow)
            {
                Open(Now);
            }
            else if (ProbeSuccesses >= Options.SuccessThreshold)
            {
                Close();
            }

            return;
        }

        if (result != CircuitResult.Ignored)
        {
            Count(called: !wasSeenSlow, failed, slow);
        }

        if (slow)
        {
            SeeSlow(permit.Number);
        }
        else if (result == CircuitResult.Success && !wasSeenSlow)
        {
            _slowRow.Clear();
        }

        OpenIfTooMuch(failed);
    }

    public void Health()
    {
        if (State == CircuitState.Closed)
        {
            Open(Now);
        }
    }

    public void Isolate()
    {
        if (State != CircuitState.Isolated)
        {
            Become(CircuitState.Isolated);
        }
    }

    public void Close()
    {
        Row = 0;
        _window.Clear();
        _slowRow.Clear();
        if (State != CircuitState.Closed)
        {
            Become(CircuitState.Closed);
        }
    }

    public void ExpireProbes()
    {
        if (_probes.Count > 0 && _probes.Values.Min() + Milliseconds(Options.ProbeLease) is var end && end <= Now)
        {
            Row++;
            Open(end);
        }
    }

    private void Open(long at)
    {
        _openings.Add(at);
        _openedAt = at;
        Become(CircuitState.Open);
    }

    private void Become(CircuitState state)
    {
        State = state;
        _phase++;
        _probes.Clear();
        _window.Clear();
        _slowRow.Clear();
        ProbeSuccesses = 0;
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
