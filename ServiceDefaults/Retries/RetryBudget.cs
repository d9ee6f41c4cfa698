namespace ServiceDefaults.Retries;

/// <summary>
/// Counts the calls and the retries of one dependency in a sliding window, and grants a retry only while retries are at most the
/// given share of the calls, or fewer than the minimum. It lives outside of any pipeline, so a reload does not refill it.
/// </summary>
/// <remarks>The window slides in tenths, and a tenth counts until all of it is older than the window. Memory does not depend on traffic.</remarks>
public sealed class RetryBudget
{
    private const int BucketsInWindow = 10;

    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    // One more than the window has: the current one is only begun, the oldest only partly over.
    private readonly (int Calls, int Retries)[] _buckets = new (int, int)[BucketsInWindow + 1];
    private double _ratio;
    private int _minimum;
    private TimeSpan _window;
    private long _start;
    private long _current;

    /// <summary>Makes a full budget.</summary>
    /// <param name="options">Share, minimum and window; validated before.</param>
    /// <param name="timeProvider">The clock.</param>
    public RetryBudget(RetryBudgetOptions options, TimeProvider timeProvider)
    {
        (_ratio, _minimum, _window) = (options.Ratio, options.MinimumRetries, options.Window);
        (_timeProvider, _start) = (timeProvider, timeProvider.GetTimestamp());
    }

    /// <summary>How many retries would be granted now.</summary>
    public int Remaining
    {
        get
        {
            var now = _timeProvider.GetTimestamp();
            lock (_lock)
            {
                Slide(now);
                return RemainingNow();
            }
        }
    }

    /// <summary>Counts a call, by which the budget grows. Once for an operation, not for each attempt.</summary>
    public void RecordCall()
    {
        var now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            CurrentBucket(now).Calls++;
        }
    }

    /// <summary>Takes one retry out of the budget.</summary>
    /// <returns>Whether there was one left; if not, the failure is to be passed on.</returns>
    public bool TryAcquireRetry()
    {
        var now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            ref var bucket = ref CurrentBucket(now);
            if (RemainingNow() == 0)
            {
                return false;
            }

            bucket.Retries++;
            return true;
        }
    }

    /// <summary>Takes on changed settings without forgetting what was spent.</summary>
    /// <param name="options">Share, minimum and window; validated before.</param>
    public void Update(RetryBudgetOptions options)
    {
        var now = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            Slide(now);
            (_ratio, _minimum) = (options.Ratio, options.MinimumRetries);
            if (_window == options.Window)
            {
                return;
            }

            // Old tenths are no new tenths. What they hold counts as of now, for one whole window of the new length.
            var total = Total();
            Array.Clear(_buckets);
            (_window, _start, _current) = (options.Window, now, 0);
            _buckets[0] = total;
        }
    }

    private int RemainingNow()
    {
        var (calls, retries) = Total();
        return Math.Max(0, Math.Max(_minimum, (int)(calls * _ratio)) - retries);
    }

    private (int Calls, int Retries) Total()
    {
        var total = (Calls: 0, Retries: 0);
        foreach (var (calls, retries) in _buckets)
        {
            total = (total.Calls + calls, total.Retries + retries);
        }

        return total;
    }

    private ref (int Calls, int Retries) CurrentBucket(long now)
    {
        Slide(now);
        return ref _buckets[_current % _buckets.Length];
    }

    // A thread that read the clock before another one may come after it; time then stands still instead of going back.
    private void Slide(long now)
    {
        var target = _timeProvider.GetElapsedTime(_start, now).Ticks / (_window.Ticks / BucketsInWindow);
        for (var cleared = 0; _current < target && cleared < _buckets.Length; cleared++)
        {
            _current++;
            _buckets[_current % _buckets.Length] = default;
        }

        _current = Math.Max(_current, target);
    }
}
