using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;

namespace ServiceDefaults.Tests.Caching;

/// <summary>What is in the memory of one process.</summary>
public sealed class LocalCacheTests : IDisposable
{
    private static readonly TimeSpan MaxStale = TimeSpan.FromMinutes(5);
    private static readonly CachedResponseKey Key = new("subject", "name");

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LocalCache _copies;

    public LocalCacheTests() => _copies = new(Options.Create(new CachingOptions { MemoryLimit = 1 << 20 }), _time);

    public void Dispose() => _copies.Dispose();

    [Fact]
    public void Keep_OfAnOlderCopy_IsRefusedAndLeavesTheYounger()
    {
        var younger = CopyOf(age: TimeSpan.Zero);

        Assert.True(_copies.Set(Key, younger, MaxStale));
        Assert.False(_copies.Set(Key, CopyOf(age: TimeSpan.FromTicks(1)), MaxStale));

        Assert.Same(younger, _copies.Get(Key));
    }

    [Fact]
    public void Keep_ByManyAtOnce_LeavesTheYoungest()
    {
        CachedResponse[] copies = [.. Enumerable.Range(0, 10_000).Select(age => CopyOf(TimeSpan.FromTicks(age)))];
        Random.Shared.Shuffle(copies);

        Parallel.ForEach(copies, copy => _copies.Set(Key, copy, MaxStale));

        Assert.Equal(_time.GetUtcNow(), _copies.Get(Key)!.AsOf);
    }

    [Fact]
    public void Keep_OfACopyThatIsTooOldAlready_IsRefused()
    {
        Assert.False(_copies.Set(Key, CopyOf(age: MaxStale), MaxStale));

        Assert.Null(_copies.Get(Key));
    }

    [Fact]
    public void Keep_OfACopyLargerThanTheMemory_KeepsNothingAndLeavesNoOlder()
    {
        _copies.Set(Key, CopyOf(age: TimeSpan.FromTicks(1)), MaxStale);

        Assert.True(_copies.Set(Key, CopyOf(age: TimeSpan.Zero, bytes: 2 << 20), MaxStale));

        Assert.Null(_copies.Get(Key));
    }

    private CachedResponse CopyOf(TimeSpan age, int bytes = 100) => new(
        _time.GetUtcNow() - age, Version: null, [], new byte[bytes]);
}
