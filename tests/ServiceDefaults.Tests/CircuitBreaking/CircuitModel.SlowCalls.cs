using Polly.CircuitBreaker;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>The model's rules for slow calls and for callers that stop waiting.</summary>
internal sealed partial class CircuitModel
{
    private readonly Dictionary<int, long> _began = [];
    private readonly HashSet<int> _seenSlow = [];
    private readonly List<long> _slowRow = [];

    /// <summary>Consecutive slow calls that do not overlap.</summary>
    public int SlowRow => _slowRow.Count;

    /// <summary>The caller of a call in flight has stopped waiting for it.</summary>
    public void TimeOutByCaller((int Phase, int Number) permit)
    {
        ExpireProbes();
        if (permit.Phase != _phase || !SlownessCounts || !_seenSlow.Add(permit.Number))
        {
            return;
        }

        if (State == CircuitState.HalfOpen)
        {
            Open(Now);
            return;
        }

        Count(called: true, failed: false, slow: true);
        SeeSlow(permit.Number);
        OpenIfTooMuch(failed: false);
    }

    private bool SlownessCounts => Options.SlowCallThreshold > 0 || Options.SlowCallRate > 0;

    private void Count(bool called, bool failed, bool slow)
    {
        if (Options.FailureRate > 0 || Options.SlowCallRate > 0)
        {
            _window.Add((Now, called, failed, slow));
        }
    }

    private void SeeSlow(int number)
    {
        if (_slowRow.Count == 0 || _began[number] >= _slowRow[^1])
        {
            _slowRow.Add(Now);
        }
    }

    private void OpenIfTooMuch(bool failed)
    {
        var (calls, failures, slow) = InWindow;
        var isEnough = calls > 0 && calls >= Options.MinimumCalls;
        if ((failed && Options.FailureThreshold > 0 && Row >= Options.FailureThreshold)
            || (Options.FailureRate > 0 && isEnough && Math.Min(1, (double)failures / calls) >= Options.FailureRate)
            || (Options.SlowCallRate > 0 && isEnough && (double)slow / calls >= Options.SlowCallRate)
            || (Options.SlowCallThreshold > 0 && SlowRow >= Options.SlowCallThreshold))
        {
            Open(Now);
        }
    }
}
