using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Which cached responses are current, in one process without Redis.</summary>
public sealed class FallbackCacheTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private Replica _replica = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync() => _replica = await Replica.StartAsync(redis: null, _time);

    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    [Fact]
    public async Task Get_OfAnUnknownKey_IsAMiss() => Assert.Equal(CacheLookup.Miss, await _replica.GetAsync("1"));

    [Fact]
    public async Task Get_OfACachedResponse_ReturnsItWithItsAsOfTime()
    {
        _replica.Store("1", Now - Second, "ada", "v1");

        var response = (await _replica.GetAsync("1")).Response!;

        Assert.Equal((Now - Second, "v1"), (response.AsOf, response.Version));
        Assert.Equal("ada"u8, response.Payload.Span);
    }

    [Fact]
    public async Task Get_OfAResponseOlderThanMaxStale_IsAMiss()
    {
        _replica.Store("1", Now, "ada");

        _time.Advance(Replica.MaxStale);
        Assert.Equal("ada", await _replica.GetTextAsync("1"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await _replica.GetTextAsync("1"));
    }

    [Fact]
    public async Task Store_OfAnOlderResponse_DoesNotReplaceAMoreRecentOne()
    {
        _replica.Store("1", Now, "new");
        _replica.Store("1", Now - Second, "old");

        Assert.Equal("new", await _replica.GetTextAsync("1"));
    }

    [Fact]
    public async Task Invalidate_OfATag_OutdatesResponsesAsOldOrOlderAndNoMoreRecentOnes()
    {
        _replica.Store("1", Now, "old");
        await _replica.InvalidateAsync("1");

        Assert.Equal(CacheLookup.Miss, await _replica.GetAsync("1"));
        _replica.Store("1", Now, "read before the change was known");
        Assert.Null(await _replica.GetTextAsync("1"));
        _replica.Store("1", Now + TimeSpan.FromTicks(1), "new");
        Assert.Equal("new", await _replica.GetTextAsync("1"));
    }

    [Fact]
    public async Task Invalidate_OfATagOfTheResponse_OutdatesIt()
    {
        _replica.Store("1", Now, "ada", version: null, "alias");
        _replica.Store("2", Now, "bob", version: null, "other");

        await _replica.InvalidateAsync("alias");

        Assert.Null(await _replica.GetTextAsync("1"));
        Assert.Equal("bob", await _replica.GetTextAsync("2"));
    }

    [Fact]
    public async Task Invalidate_OfTheAllTag_OutdatesEveryResponse()
    {
        _replica.Store("1", Now, "ada");
        _replica.Store("2", Now, "bob");

        await _replica.InvalidateAllAsync();

        Assert.Null(await _replica.GetTextAsync("1"));
        Assert.Null(await _replica.GetTextAsync("2"));
    }

    [Fact]
    public async Task Invalidate_AsErased_IsATombstoneUntilAMoreRecentResponse()
    {
        _replica.Store("1", Now, "ada");
        await _replica.InvalidateAsync("1", InvalidationKind.Erased);

        Assert.Equal(new CacheLookup(Response: null, Now), await _replica.GetAsync("1"));
        _time.Advance(Second);
        _replica.Store("1", Now, "back from the dead");
        Assert.Equal("back from the dead", await _replica.GetTextAsync("1"));
    }

    [Fact]
    public async Task SetTombstone_OfACachedResponse_ErasesIt()
    {
        _replica.Store("1", Now - Second, "ada");

        _replica.Cache.SetTombstone(_replica.Tag("1"), Now);

        Assert.Equal(Now, (await _replica.GetAsync("1")).ErasedAt);
    }

    [Fact]
    public async Task IsCurrent_OfACachedResponse_OnlyForTheSameVersionWhileItIsRecentAndNotInvalidated()
    {
        _replica.Store("1", Now, "ada", "v1", "alias");

        Assert.True(IsCurrent("v1", Now + (29 * Second)));
        Assert.False(IsCurrent("v1", Now + (30 * Second)));
        Assert.False(IsCurrent("v2", Now));
        Assert.False(IsCurrent(version: null, Now));
        await _replica.InvalidateAsync("alias");
        Assert.False(IsCurrent("v1", Now));
    }

    [Fact]
    public async Task Invalidations_BeyondTheLimit_LoseResponsesAndNeverReturnAnOutdatedOne()
    {
        await using var forgetful = await Replica.StartAsync(redis: null, _time, ("Caching:MaxInvalidations", "100"));
        forgetful.Store("untouched", Now, "ada");
        forgetful.Store("changed", Now, "bob");
        await forgetful.InvalidateAsync("changed");

        for (var other = 0; other < 1000; other++)
        {
            await forgetful.InvalidateAsync($"other {other}");
        }

        Assert.Null(await forgetful.GetTextAsync("changed"));
        Assert.Null(await forgetful.GetTextAsync("untouched"));
        _time.Advance(Second);
        forgetful.Store("changed", Now, "bobby");
        Assert.Equal("bobby", await forgetful.GetTextAsync("changed"));
    }

    [Fact]
    public async Task Invalidations_BeyondTheLimit_LoseNoResponseMoreRecentThanTheDroppedOnes()
    {
        await using var forgetful = await Replica.StartAsync(redis: null, _time, ("Caching:MaxInvalidations", "100"));
        for (var missing = 0; missing < 100; missing++)
        {
            forgetful.Cache.SetTombstone(forgetful.Tag($"missing {missing}"), Now);
            _time.Advance(Second);
        }

        forgetful.Store("young", Now, "ada");
        _time.Advance(Second);
        forgetful.Cache.SetTombstone(forgetful.Tag("one too many"), Now);

        Assert.Equal("ada", await forgetful.GetTextAsync("young"));
    }

    [Fact]
    public void Invalidations_BeyondTheLimit_KeepThoseOfAClockThatIsAhead()
    {
        var invalidations = new LocalInvalidations(_time, TimeSpan.FromMinutes(15), limit: 10);
        invalidations.Raise("changed", Invalidation.OfUnknownKind(Now + Second));

        for (var other = 0; other < 100; other++)
        {
            invalidations.Raise($"other {other}", Invalidation.OfUnknownKind(Now));
        }

        Assert.Equal(Now + Second, invalidations.Of("changed").At);
    }

    private bool IsCurrent(string? version, DateTimeOffset asOf) => _replica.Cache.IsCurrent(
        _replica.Key("1"), _replica.AllTag, version, asOf, 30 * Second);
}
