using ServiceDefaults.Counting;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>
/// Counts the events of one dependency in the sliding window. Memory does not depend on traffic, and recording neither
/// allocates nor waits longer than for a few additions. Thread-safe.
/// </summary>
internal sealed class DependencyWindow(TimeSpan window, TimeProvider timeProvider)
{
    private const int Successes = 0;
    private const int Failures = 1;
    private const int Cancelled = 2;
    private const int Retries = 3;
    private const int Timeouts = 4;
    private const int Trips = 5;
    private const int Rejections = 6;

    private static readonly string[] Strategies =
        [StrategyNames.RateLimiter, StrategyNames.Bulkhead, StrategyNames.CircuitBreaker, StrategyNames.Scope, "other"];

    private static readonly int Latencies = Rejections + Strategies.Length;

    private readonly Lock _lock = new();
    private readonly SlidingCounters _counters = new(Latencies + LatencyBuckets.Count, window, timeProvider);
    private long? _lastSuccess;
    private long? _lastFailure;

    public void AddOperation(OperationCompleted operation)
    {
        var kind = KindOf(operation.Outcome);
        lock (_lock)
        {
            _counters.Add(kind, operation.CompletedAt);
            if (!operation.IsRejected)
            {
                _counters.Add(Latencies + LatencyBuckets.IndexOf(operation.Duration), operation.CompletedAt);
            }

            switch (kind)
            {
                case Successes:
                    _lastSuccess = operation.CompletedAt;
                    break;
                case Failures:
                    _lastFailure = operation.CompletedAt;
                    break;
            }
        }
    }

    public void AddRetry() => Add(Retries);

    public void AddTimeout() => Add(Timeouts);

    public void AddTrip() => Add(Trips);

    public void AddRejection(string strategy)
    {
        var index = Array.IndexOf(Strategies, strategy);
        Add(Rejections + (index < 0 ? Strategies.Length - 1 : index));
    }

    /// <summary>Reads the metrics of a window that may have another length than before.</summary>
    public DependencyMetrics Read(TimeSpan length)
    {
        lock (_lock)
        {
            var now = timeProvider.GetTimestamp();
            _counters.ChangeWindow(length, now);
            var (successes, failures) = (_counters.Total(Successes, now), _counters.Total(Failures, now));
            return new(
                successes + failures + _counters.Total(Cancelled, now),
                successes,
                failures,
                failures == 0 ? 0 : (double)failures / (successes + failures),
                _counters.Total(Retries, now),
                _counters.Total(Timeouts, now),
                _counters.Total(Trips, now),
                ReadRejections(now),
                ReadLatency(now),
                TimeOf(_lastSuccess, now),
                TimeOf(_lastFailure, now));
        }
    }

    private DateTimeOffset? TimeOf(long? timestamp, long now) =>
        timestamp is { } past ? timeProvider.GetUtcNow() - timeProvider.GetElapsedTime(past, now) : null;

    // A dependency that refuses a request for a reason of the caller has done its work.
    private static int KindOf(string outcome) => outcome switch
    {
        OperationCompleted.Success => Successes,
        OperationCompleted.Cancelled => Cancelled,
        _ when ErrorCategoryNames.TryParse(outcome, out var category)
            && category is ErrorCategory.NotFound or ErrorCategory.Conflict or ErrorCategory.BusinessLogic => Successes,
        _ => Failures,
    };

    private void Add(int kind)
    {
        lock (_lock)
        {
            _counters.Add(kind, timeProvider.GetTimestamp());
        }
    }

    private Dictionary<string, int> ReadRejections(long now)
    {
        var rejections = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < Strategies.Length; index++)
        {
            if (_counters.Total(Rejections + index, now) is > 0 and var count)
            {
                rejections.Add(Strategies[index], count);
            }
        }

        return rejections;
    }

    private LatencyMetrics ReadLatency(long now)
    {
        var counts = new int[LatencyBuckets.Count];
        var count = 0;
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] = _counters.Total(Latencies + index, now);
            count += counts[index];
        }

        return new(count, Percentile(counts, count, 50), Percentile(counts, count, 95), Percentile(counts, count, 99));
    }

    // The nearest rank: the smallest latency that at least so many percent of the operations do not exceed.
    private static double? Percentile(int[] counts, int count, int percent)
    {
        var rank = ((long)count * percent + 99) / 100;
        for (var index = 0; index < counts.Length && count > 0; index++)
        {
            rank -= counts[index];
            if (rank <= 0)
            {
                return LatencyBuckets.UpperBound(index);
            }
        }

        return null;
    }
}
