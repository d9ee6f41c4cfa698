namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>What a circuit counts of its calls, and which of it opens the circuit: failures in a row, the rates of failures and slow calls, slow calls in a row.</summary>
internal sealed class CallCounts(TimeProvider timeProvider)
{
    private readonly CallRates _rates = new(timeProvider);
    private readonly SlowCallRow _slowCalls = new();
    private int _consecutiveFailures;

    public int ConsecutiveFailures => _consecutiveFailures;

    public int ConsecutiveSlowCalls => _slowCalls.Count;

    /// <summary>Whether a fast success would change nothing; also readable without the lock of the owner.</summary>
    public bool IsUntroubled => Volatile.Read(ref _consecutiveFailures) == 0 && _slowCalls.Count == 0 && !_rates.IsCounting;

    public (int Calls, double FailureRate, double SlowCallRate) RatesAt(long now) => _rates.At(now);

    public void Configure(CircuitBreakerOptions options, long now) => _rates.Configure(options, now);

    /// <summary>Adds a failure to the row, or ends the row.</summary>
    public void AddToRow(bool isFailure) => Volatile.Write(ref _consecutiveFailures, isFailure ? _consecutiveFailures + 1 : 0);

    public void AddToRates(bool isFailure, bool isSlow, long now, bool isCounted = false) => _rates.Add(isFailure, isSlow, now, isCounted);

    /// <summary>Adds a slow call to its row.</summary>
    public void AddSlowCall(long began, long seen) => _slowCalls.Add(began, seen);

    public void EndSlowCalls() => _slowCalls.Clear();

    public CircuitChangeReason? FindReasonToOpen(CircuitBreakerOptions options, bool isFailure, long now) =>
        isFailure && options.FailureThreshold > 0 && _consecutiveFailures >= options.FailureThreshold ? CircuitChangeReason.ConsecutiveFailures
        : _rates.FindReasonToOpen(options, now) is { } rate ? rate
        : options.SlowCallThreshold > 0 && _slowCalls.Count >= options.SlowCallThreshold ? CircuitChangeReason.ConsecutiveSlowCalls
        : null;

    /// <summary>Begins anew, but for the row of failures, which goes on through the states.</summary>
    public void Clear()
    {
        _rates.Clear();
        _slowCalls.Clear();
    }
}
