using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Bulkheads;

namespace ServiceDefaults.Tests.Bulkheads;

public sealed class AdaptiveBulkheadTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Record_TooManyTimeouts_DecreasesTheLimitOnce()
    {
        var bulkhead = new Bulkhead(Limits());
        var before = _time.GetTimestamp();

        RunInterval(bulkhead, isOverloaded: true);
        // They began before the decrease, with the former limit.
        _time.Advance(TimeSpan.FromSeconds(1));
        Record(bulkhead, before, count: 20, isOverloaded: true);

        Assert.Equal((10, 8), Sizes(bulkhead));
    }

    [Fact]
    public async Task Record_WithAllPermitsInUse_IncreasesTheLimitByOnePerInterval()
    {
        var bulkhead = new Bulkhead(Limits());
        RunInterval(bulkhead, isOverloaded: true);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Enter(bulkhead)));

        RunInterval(bulkhead, isOverloaded: false);

        Assert.All(leases, lease => Assert.True(lease.IsAcquired));
        Assert.Equal((10, 9), Sizes(bulkhead));
    }

    [Fact]
    public async Task Record_AnIncrease_AdmitsTheFirstInTheQueue()
    {
        var bulkhead = new Bulkhead(Limits());
        RunInterval(bulkhead, isOverloaded: true);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Enter(bulkhead)));
        var waiting = Enter(bulkhead);
        Assert.False(waiting.IsCompleted);

        RunInterval(bulkhead, isOverloaded: false);

        Assert.True((await waiting).IsAcquired);
    }

    [Fact]
    public void Record_BeforeTheIntervalHasEnded_DoesNotChangeTheLimit()
    {
        var bulkhead = new Bulkhead(Limits());

        Record(bulkhead, _time.GetTimestamp(), count: 100, isOverloaded: true);

        Assert.Equal((10, 10), Sizes(bulkhead));
    }

    [Fact]
    public void Record_FewerThanTheMinimumCalls_DoesNotChangeTheLimit()
    {
        var bulkhead = new Bulkhead(Limits());
        var start = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMinutes(1));

        Record(bulkhead, start, count: 19, isOverloaded: true);

        Assert.Equal((10, 10), Sizes(bulkhead));
    }

    [Fact]
    public void Record_SlowSuccesses_CountAsOverload()
    {
        var bulkhead = new Bulkhead(Limits());
        var start = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(2.1));

        Record(bulkhead, start, count: 20, isOverloaded: false);

        Assert.Equal((10, 8), Sizes(bulkhead));
    }

    [Fact]
    public void Resize_OfAnAdaptedBulkhead_KeepsThePermitsWithinTheNewBounds()
    {
        var bulkhead = new Bulkhead(Limits());
        RunInterval(bulkhead, isOverloaded: true);

        bulkhead.Resize(Limits(maximum: 20));
        Assert.Equal((20, 8), Sizes(bulkhead));
        bulkhead.Resize(Limits(maximum: 5));
        Assert.Equal((5, 5), Sizes(bulkhead));
        bulkhead.Resize(new() { MaxConcurrency = 20 });
        Assert.Equal((20, 20), Sizes(bulkhead));
    }

    private static BulkheadLimits Limits(int maximum = 10) =>
        new() { MaxConcurrency = maximum, Adaptive = { Enabled = true } };

    private static (int Maximum, int Limit) Sizes(Bulkhead bulkhead)
    {
        var statistics = bulkhead.GetStatistics();
        return (statistics.MaxConcurrency, statistics.ConcurrencyLimit);
    }

    private static Task<RateLimitLease> Enter(Bulkhead bulkhead) =>
        bulkhead.AcquireAsync(TestContext.Current.CancellationToken).AsTask();

    private void RunInterval(Bulkhead bulkhead, bool isOverloaded)
    {
        var start = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        Record(bulkhead, start, count: 20, isOverloaded);
    }

    private void Record(Bulkhead bulkhead, long start, int count, bool isOverloaded)
    {
        for (var call = 0; call < count; call++)
        {
            bulkhead.Record(new(start, _time.GetTimestamp(), isOverloaded), _time);
        }
    }
}
