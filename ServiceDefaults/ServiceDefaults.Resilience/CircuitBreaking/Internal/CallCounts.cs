namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// Counts the calls of a circuit and finds the reason to open it: consecutive failures, the rates of failed and slow
/// calls, or consecutive slow calls.
/// </summary>
internal sealed class CallCounts(TimeProvider timeProvider)
{
    private readonly CallRates _rates = new(timeProvider);
    private readonly ConsecutiveSlowCalls _slowCalls = new();
    private int _consecutiveFailures;

    public int ConsecutiveFailures => _consecutiveFailures;

    public int ConsecutiveSlowCalls => _slowCalls.Count;

    /// <summary>Whether a fast success would change nothing. Readable without the owner's lock.</summary>
    public bool IsUntroubled => Volatile.Read(ref _consecutiveFailures) == 0 && _slowCalls.Count == 0
        && !_rates.IsCounting;

    public (int Calls, double FailureRate, double SlowCallRate) RatesAt(long now) => _rates.At(now);

    public void Configure(CircuitBreakerOptions options, long now) => _rates.Configure(options, now);

    /// <summary>Counts a consecutive failure, or resets the count after a success.</summary>
    public void AddToRow(bool isFailure) => Volatile.Write(
        ref _consecutiveFailures, isFailure ? _consecutiveFailures + 1 : 0);

    public void AddToRates(bool isFailure, bool isSlow, long now, bool isCounted = false) => _rates.Add(
        isFailure, isSlow, now, isCounted);

    /// <summary>Counts a consecutive slow call.</summary>
    public void AddSlowCall(long began, long seen) => _slowCalls.Add(began, seen);

    public void EndSlowCalls() => _slowCalls.Clear();

    public CircuitChangeReason? FindReasonToOpen(CircuitBreakerOptions options, bool isFailure, long now) =>
        isFailure && options.FailureThreshold > 0
            && _consecutiveFailures >= options.FailureThreshold ? CircuitChangeReason.ConsecutiveFailures
        : _rates.FindReasonToOpen(options, now) is { } rate ? rate
        : options.SlowCallThreshold > 0
            && _slowCalls.Count >= options.SlowCallThreshold ? CircuitChangeReason.ConsecutiveSlowCalls
        : null;

    /// <summary>Resets everything but the consecutive failures, which are counted across states.</summary>
    public void Clear()
    {
        _rates.Clear();
        _slowCalls.Clear();
    }
}
