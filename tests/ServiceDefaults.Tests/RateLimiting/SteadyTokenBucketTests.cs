using System.Numerics;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.RateLimiting;

namespace ServiceDefaults.Tests.RateLimiting;

public sealed class SteadyTokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    /// <summary>
    /// 60 a minute: the 60 of one minute just before its end, but not the 60 of the next immediately after it.
    /// </summary>
    [Fact]
    public void Acquire_AroundTheBoundaryOfAPeriod_GrantsNoSecondBurst()
    {
        using var limiter = Limiter(permits: 60, burst: 60, TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(60, Granted(limiter, 200));

        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(0, Granted(limiter, 200));
        _time.Advance(TimeSpan.FromSeconds(0.8));
        Assert.Equal(1, Granted(limiter, 200));
    }

    [Fact]
    public void Acquire_Continuously_GrantsTokensAtASteadyRate()
    {
        using var limiter = Limiter(permits: 8, burst: 1, TimeSpan.FromSeconds(1));
        var granted = Enumerable.Range(0, 8_000).Count(_ =>
        {
            var isGranted = Granted(limiter, 1) == 1;
            _time.Advance(TimeSpan.FromMilliseconds(1));
            return isGranted;
        });

        Assert.Equal(64, granted);
    }

    [Fact]
    public async Task Acquire_WithoutAToken_HasTheExactRetryAfter()
    {
        using var limiter = Limiter(permits: 3, burst: 2, TimeSpan.FromSeconds(1));
        Granted(limiter, 2);
        using var refused = await limiter.AcquireAsync(CancellationToken.None);
        Assert.True(refused.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var wait));

        _time.Advance(wait - TimeSpan.FromTicks(1));
        Assert.Equal(0, Granted(limiter, 1));
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, Granted(limiter, 1));
    }

    /// <summary>
    /// The reference is the definition: a token every period/permits since the start, in exact fractions.
    /// </summary>
    [Fact]
    public void Acquire_AnyHistory_AgreesWithTheReference()
    {
        var step = Gen.Select(
            Gen.OneOf(Gen.Long[0, 3], Gen.Long[0, 20_000_000], Gen.Long[0, TimeSpan.TicksPerDay * 2]), Gen.Int[0, 30]);
        var period = Gen.OneOf(Gen.Long[100_000, 10_000_000], Gen.Long[100_000, TimeSpan.TicksPerDay]);
        Gen.Select(
            Gen.OneOf(Gen.Int[1, 100], Gen.Int[1, 1_000_000]),
            Gen.OneOf(Gen.Int[1, 100], Gen.Int[1, 1_000_000]),
            period,
            step.Array[1, 60]).Sample(
            (permits, burst, ticks, steps) =>
            {
                var time = new FakeTimeProvider();
                using var limiter = new DependencyRateLimiter(
                    new() { Permits = permits, Burst = burst, Period = TimeSpan.FromTicks(ticks) }, time);
                var reference = new Reference(permits, burst, ticks);
                return steps.All(one =>
                {
                    time.Advance(TimeSpan.FromTicks(one.Item1));
                    reference.Advance(one.Item1);
                    return Granted(limiter, one.Item2) == reference.Grants(one.Item2)
                        && limiter.GetStatistics()!.CurrentAvailablePermits == reference.Available;
                });
            },
            iter: 3_000);
    }

    private DependencyRateLimiter Limiter(int permits, int burst, TimeSpan period) => new(
        new() { Permits = permits, Burst = burst, Period = period }, _time);

    private static int Granted(DependencyRateLimiter limiter, int calls) => Enumerable.Range(0, calls).Count(_ =>
    {
        using var lease = limiter.AcquireAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return lease.IsAcquired;
    });

    /// <summary>The bucket as a fraction of a token, numerator over the period's ticks.</summary>
    private sealed class Reference(int permits, int burst, long period)
    {
        private BigInteger _content = (BigInteger)burst * period;

        public long Available => (long)(_content / period);

        public void Advance(long ticks) => _content = BigInteger.Min(
            (BigInteger)burst * period, _content + ((BigInteger)ticks * permits));

        public int Grants(int calls)
        {
            var granted = (int)Math.Min(calls, Available);
            _content -= (BigInteger)granted * period;
            return granted;
        }
    }
}
