using CsCheck;
using ServiceDefaults.RateLimiting;

namespace ServiceDefaults.Tests.RateLimiting;

/// <summary>Changes of a limiter in use. Periods are so long that nothing is replenished meanwhile.</summary>
public sealed class DependencyRateLimiterTests
{
    private static readonly Gen<RateLimitOptions> AnyOptions =
        Gen.Select(Gen.Enum<RateLimitAlgorithm>(), Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 24])
            .Select((algorithm, permits, burst, hours) =>
                new RateLimitOptions
                {
                    Algorithm = algorithm,
                    Permits = permits,
                    Burst = burst,
                    Period = TimeSpan.FromHours(hours)
                });

    /// <summary>
    /// The model is one number: the remaining permits. Only a change can lower it without a call, and nothing can raise
    /// it.
    /// </summary>
    [Fact]
    public void Configure_AnySequenceOfCallsAndChanges_StartsWithAtMostTheRemainingPermits()
    {
        var steps = Gen.Select(Gen.Int[0, 6], AnyOptions).List[1, 30];
        Gen.Select(AnyOptions, steps).Sample(
            (first, changes) =>
            {
                using var limiter = new DependencyRateLimiter(first, TimeProvider.System);
                var left = first.Capacity;
                foreach (var (calls, changed) in changes)
                {
                    var granted = Granted(limiter, calls);
                    Assert.Equal(Math.Min(calls, left), granted);
                    left = Math.Min(left - granted, changed.Capacity);
                    limiter.Configure(changed);
                    Assert.Equal(left, limiter.GetStatistics()?.CurrentAvailablePermits);
                }
            },
            iter: 3_000);
    }

    [Fact]
    public async Task Configure_WhileThreadsCall_AdmitsAtMostOldPlusNewPermits()
    {
        var old = new RateLimitOptions { Burst = 50, Period = TimeSpan.FromDays(1) };
        var changed = new RateLimitOptions { Burst = 80, Period = TimeSpan.FromDays(1) };
        for (var round = 0; round < 200; round++)
        {
            using var limiter = new DependencyRateLimiter(old, TimeProvider.System);
            using var together = new Barrier(3);
            var callers = Enumerable.Range(0, 2).Select(_ => Task.Run(
                () =>
                {
                    together.SignalAndWait(TestContext.Current.CancellationToken);
                    return Granted(limiter, calls: 200);
                },
                TestContext.Current.CancellationToken));
            var calling = Task.WhenAll(callers.ToArray());
            together.SignalAndWait(TestContext.Current.CancellationToken);
            limiter.Configure(changed);

            Assert.InRange((await calling).Sum(), 1, old.Capacity + changed.Capacity);
        }
    }

    private static int Granted(DependencyRateLimiter limiter, int calls) => Enumerable.Range(0, calls).Count(_ =>
    {
        using var lease = limiter.AcquireAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return lease.IsAcquired;
    });
}
