using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

/// <summary>
/// The rate limiter of one dependency. When its numbers change, the new limiter begins with no more permits than the old one had left,
/// so a change of settings is never a way to call more often.
/// </summary>
internal sealed class DependencyRateLimiter(RateLimitOptions options, TimeProvider timeProvider) : IDisposable
{
    private const int SegmentsPerWindow = 8;

    private volatile RateLimiter _limiter = Create(options, timeProvider);
    private (RateLimitAlgorithm, int, TimeSpan, int) _numbers = NumbersOf(options);

    public ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
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
                // The numbers changed between the two lines; nobody queues in a limiter, so the next one is all there is to do.
            }
        }
    }

    public RateLimiterStatistics? GetStatistics() => _limiter.GetStatistics();

    // One at a time: the registry sees to that.
    public void Configure(RateLimitOptions changed)
    {
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
        RateLimitAlgorithm.FixedWindow => new FixedWindowRateLimiter(new() { PermitLimit = options.Permits, Window = options.Period, QueueLimit = 0 }),
        _ => new SteadyTokenBucket(options, timeProvider),
    };
}
