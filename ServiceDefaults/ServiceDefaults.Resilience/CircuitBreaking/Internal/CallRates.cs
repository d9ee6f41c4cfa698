using ServiceDefaults.Counting;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>The shares of failed and slow calls, counted only while one of them can open the circuit.</summary>
internal sealed class CallRates(TimeProvider timeProvider)
{
    private const int Calls = 0;
    private const int Failures = 1;
    private const int SlowCalls = 2;
    private const int Kinds = 3;

    private SlidingCounters? _counters;

    public bool IsCounting => _counters is not null;

    public void Configure(CircuitBreakerOptions options, long now)
    {
        if (options is { FailureRate: 0, SlowCallRate: 0 })
        {
            _counters = null;
            return;
        }

        _counters ??= new(Kinds, options.Window, timeProvider);
        _counters.ChangeWindow(options.Window, now);
    }

    /// <summary>
    /// Counts a call. If the call was already counted as slow before it ended, only its failure is added.
    /// </summary>
    public void Add(bool isFailure, bool isSlow, long now, bool isCounted = false)
    {
        if (_counters is not { } counters)
        {
            return;
        }

        if (!isCounted)
        {
            counters.Add(Calls, now);
        }

        if (isFailure)
        {
            counters.Add(Failures, now);
        }

        if (isSlow)
        {
            counters.Add(SlowCalls, now);
        }
    }

    public (int Calls, double FailureRate, double SlowCallRate) At(long now)
    {
        if (_counters is not { } counters || counters.Total(Calls, now) is not (> 0 and var calls))
        {
            return default;
        }

        // Capped at 1: a call that was counted as slow may have left the window before it failed.
        return (
            calls,
            Math.Min(1, (double)counters.Total(Failures, now) / calls),
            (double)counters.Total(SlowCalls, now) / calls);
    }

    public CircuitChangeReason? FindReasonToOpen(CircuitBreakerOptions options, long now)
    {
        var (calls, failureRate, slowCallRate) = At(now);
        if (calls < options.MinimumCalls)
        {
            return null;
        }

        return options.FailureRate > 0 && failureRate >= options.FailureRate ? CircuitChangeReason.FailureRate
            : options.SlowCallRate > 0 && slowCallRate >= options.SlowCallRate ? CircuitChangeReason.SlowCallRate
            : null;
    }

    public void Clear() => _counters?.Clear();
}
