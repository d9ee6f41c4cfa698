using ServiceDefaults.Counting;

namespace ServiceDefaults.Retries;

/// <summary>
/// Counts the calls and the retries of one dependency in a sliding window. Grants a retry only while retries stay
/// within the configured share of the calls, or below the minimum. Independent of pipelines, so a reload does not
/// refill it.
/// </summary>
/// <remarks>The window slides in tenths, and a tenth counts until all of it is older than the window.</remarks>
public sealed class RetryBudget
{
    private const int Calls = 0;
    private const int Retries = 1;

    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private readonly SlidingCounters _counters;
    private double _ratio;
    private int _minimum;

    /// <summary>Creates a full budget.</summary>
    /// <param name="options">Share, minimum and window; already validated.</param>
    /// <param name="timeProvider">The clock.</param>
    public RetryBudget(RetryBudgetOptions options, TimeProvider timeProvider)
    {
        (_ratio, _minimum, _timeProvider) = (options.Ratio, options.MinimumRetries, timeProvider);
        _counters = new(kinds: 2, options.Window, timeProvider);
    }

    /// <summary>The number of retries that would be granted now.</summary>
    public int Remaining
    {
        get
        {
            var now = _timeProvider.GetTimestamp();
            lock (_lock)
            {
                return RemainingAt(now);
            }
        }
    }

    /// <summary>Counts a call, which increases the budget. Call it once per operation, not per attempt.</summary>
    public void RecordCall()
    {
        var now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            _counters.Add(Calls, now);
        }
    }

    /// <summary>Acquires one retry from the budget.</summary>
    /// <returns>Whether a retry was available; if not, return the failure to the caller.</returns>
    public bool TryAcquireRetry()
    {
        var now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            if (RemainingAt(now) == 0)
            {
                return false;
            }

            _counters.Add(Retries, now);
            return true;
        }
    }

    /// <summary>Applies changed settings; retries already used remain counted.</summary>
    /// <param name="options">Share, minimum and window; already validated.</param>
    public void Configure(RetryBudgetOptions options)
    {
        var now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            (_ratio, _minimum) = (options.Ratio, options.MinimumRetries);
            _counters.ChangeWindow(options.Window, now);
        }
    }

    private int RemainingAt(long now) =>
        Math.Max(0, Math.Max(_minimum, (int)(_counters.Total(Calls, now) * _ratio)) - _counters.Total(Retries, now));
}
