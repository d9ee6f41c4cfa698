using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>The in-memory part of the cache, in one process.</summary>
public sealed class LocalCacheTests : IDisposable
{
    private static readonly TimeSpan MaxStale = TimeSpan.FromMinutes(5);
    private static readonly CachedResponseKey Key = new("subject", "name");

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LocalCache _cache;

    public LocalCacheTests() => _cache = new(Options.Create(new CachingOptions { MemoryLimit = 1 << 20 }), _time);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void Set_OfAnOlderResponse_KeepsTheMoreRecentOne()
    {
        var younger = ResponseOf(age: TimeSpan.Zero);

        Assert.True(_cache.Set(Key, younger, MaxStale));
        Assert.False(_cache.Set(Key, ResponseOf(age: TimeSpan.FromTicks(1)), MaxStale));

        Assert.Same(younger, _cache.Get(Key));
    }

    [Fact]
    public void Set_ByManyAtOnce_StoresTheMostRecent()
    {
        CachedResponse[] responses =
            [.. Enumerable.Range(0, 10_000).Select(age => ResponseOf(TimeSpan.FromTicks(age)))];
        Random.Shared.Shuffle(responses);

        Parallel.ForEach(responses, response => _cache.Set(Key, response, MaxStale));

        Assert.Equal(_time.GetUtcNow(), _cache.Get(Key)!.AsOf);
    }

    [Fact]
    public void Set_OfAResponseOlderThanMaxStale_IsNotStored()
    {
        Assert.False(_cache.Set(Key, ResponseOf(age: MaxStale), MaxStale));

        Assert.Null(_cache.Get(Key));
    }

    [Fact]
    public void Set_OfAResponseLargerThanTheLimit_StoresNothingAndRemovesTheOlderOne()
    {
        _cache.Set(Key, ResponseOf(age: TimeSpan.FromTicks(1)), MaxStale);

        Assert.True(_cache.Set(Key, ResponseOf(age: TimeSpan.Zero, bytes: 2 << 20), MaxStale));

        Assert.Null(_cache.Get(Key));
    }

    private CachedResponse ResponseOf(TimeSpan age, int bytes = 100) => new(
        _time.GetUtcNow() - age, Version: null, [], new byte[bytes]);
}
