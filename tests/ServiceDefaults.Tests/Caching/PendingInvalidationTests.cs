using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Caching.Internal;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Invalidations that wait for Redis are bounded and do not fill the memory.</summary>
public sealed class PendingInvalidationTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Invalidate_WithoutRedis_IsNotHeldBack()
    {
        await using var alone = await Replica.StartAsync(redis: null, _time);

        await alone.InvalidateAsync("1");

        Assert.Equal(0, alone.Host.Get<InvalidationStore>().Unsent);
    }

    [Fact]
    public async Task Invalidate_WhileRedisIsUnavailableForLongerThanTheRetention_IsDropped()
    {
        await using var alone = await Replica.StartAloneAsync("127.0.0.1:1", _time);
        var store = alone.Host.Get<InvalidationStore>();
        var started = _time.GetUtcNow();
        await alone.InvalidateAsync("1");
        Assert.Equal(1, store.Unsent);

        // Repeated, because the loop may have started after the clock was moved.
        await Eventually.IsTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return store.Unsent == 0;
        });

        Assert.InRange(_time.GetUtcNow(), started + TimeSpan.FromMinutes(15), DateTimeOffset.MaxValue);
    }
}
