using System.Threading.RateLimiting;
using ServiceDefaults.RateLimiting.Internal;

namespace ServiceDefaults.RateLimiting;

/// <summary>
/// The rate limiter of one dependency. When its options change, the new limiter starts with no more permits than the
/// old one had left, so a settings change cannot raise the number of calls. Thread-safe.
/// </summary>
/// <param name="options">The options; already validated.</param>
/// <param name="timeProvider">The clock for the token bucket; the window algorithms use the system clock.</param>
public sealed class DependencyRateLimiter(RateLimitOptions options, TimeProvider timeProvider) : IDisposable
{
    private const int SegmentsPerWindow = 8;

    private readonly Lock _configuring = new();
    private readonly Lock _sharing = new();
    private volatile RateLimiter _limiter = Create(options, timeProvider);
    private (RateLimitAlgorithm, int, TimeSpan, int) _numbers = NumbersOf(options);
    private volatile Reservation _reserved = Reservation.Of(options);

    /// <summary>Takes a permit, but none of those that are reserved for other calls.</summary>
    internal ValueTask<RateLimitLease> AcquireUnreservedAsync(CancellationToken cancellationToken)
    {
        // One at a time, so that two of them do not take the same permit above the reserve.
        lock (_sharing)
        {
            return GetStatistics() is { } statistics && _reserved.Wait(statistics) is { } wait
                ? new(new PermitRefusal(wait))
                : AcquireAsync(cancellationToken);
        }
    }

    internal ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var limiter = _limiter;
            try
            {
                return limiter.AcquireAsync(permitCount: 1, cancellationToken);
            }
            catch (ObjectDisposedException) when (limiter != _limiter)
            {
                // The limiter was replaced between the two lines. No call is queued in a limiter, so a retry with the
                // new one is enough.
            }
        }
    }

    /// <summary>
    /// Reads how many permits are left, and how many calls were admitted and rejected since the options last changed.
    /// </summary>
    /// <returns>A consistent snapshot.</returns>
    public RateLimiterStatistics? GetStatistics() => _limiter.GetStatistics();

    /// <summary>Applies changed options without granting new permits.</summary>
    /// <param name="changed">The new options; already validated.</param>
    public void Configure(RateLimitOptions changed)
    {
        lock (_configuring)
        {
            _reserved = Reservation.Of(changed);
            if (NumbersOf(changed) == _numbers)
            {
                return;
            }

            var (limiter, used) = (Create(changed, timeProvider), _limiter);
            var left = used.GetStatistics()?.CurrentAvailablePermits ?? 0;
            limiter.AttemptAcquire((int)Math.Max(0, changed.Capacity - left)).Dispose();
            (_limiter, _numbers) = (limiter, NumbersOf(changed));
            used.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static (RateLimitAlgorithm, int, TimeSpan, int) NumbersOf(RateLimitOptions options) =>
        (options.Algorithm, options.Permits, options.Period, options.Burst);

    private static RateLimiter Create(RateLimitOptions options, TimeProvider timeProvider) => options.Algorithm switch
    {
        RateLimitAlgorithm.SlidingWindow => new SlidingWindowRateLimiter(new()
        {
            PermitLimit = options.Permits,
            Window = options.Period,
            SegmentsPerWindow = SegmentsPerWindow,
            QueueLimit = 0,
        }),
        RateLimitAlgorithm.FixedWindow => new FixedWindowRateLimiter(
            new() { PermitLimit = options.Permits, Window = options.Period, QueueLimit = 0 }),
        _ => new SteadyTokenBucket(options, timeProvider),
    };
}
