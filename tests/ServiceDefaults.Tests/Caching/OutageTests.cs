using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Caching;
using ServiceDefaults.Caching.Internal;
using Testing;

namespace ServiceDefaults.Tests.Caching;

/// <summary>Redis dies, freezes and comes back under several processes.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private const string Id = "1";

    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(5);

    private readonly RedisServer _server = new();
    private Replica _one = null!;
    private Replica _other = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _one = await Replica.StartAsync(_server.ConnectionString, time: null, Replica.DefaultTimeouts);
        _other = await Replica.StartAsync(_server.ConnectionString, time: null, Replica.DefaultTimeouts);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Invalidate_ReceivedByTheOtherReplicas_AppliesThereWhileRedisIsUnavailable()
    {
        await BothKnowAsync();
        await _one.InvalidateAsync(Id);
        await Eventually.IsTrueAsync(
            () => _other.Host.Get<InvalidationStore>().Local(_other.Tag(Id)).At != default);

        await DieAsync();

        Assert.Null(await _other.GetTextAsync(Id));
    }

    [Fact]
    public async Task Erasure_WhileRedisIsUnavailable_AppliesLocallyAtOnceAndEverywhereOnReconnect()
    {
        await BothKnowAsync();
        await DieAsync();

        await _one.InvalidateAsync(Id, InvalidationKind.Erased);

        Assert.NotNull((await _one.GetAsync(Id)).ErasedAt);
        Assert.Equal("ada", await _other.GetTextAsync(Id));
        await _server.StartAsync();
        await Eventually.IsTrueAsync(async () => (await _other.GetAsync(Id)).ErasedAt is not null);
        await using var raw = await RawRedis.ConnectAsync(_server.ConnectionString);
        Assert.Empty(raw.Keys("cop*"));
        await using var later = await Replica.StartAsync(_server.ConnectionString);
        Assert.NotNull((await later.GetAsync(Id)).ErasedAt);
    }

    [Fact]
    public async Task Get_AfterTheMemoryWasLost_ReturnsWhatRedisStoredAcrossARestart()
    {
        await BothKnowAsync();
        await DieAsync();
        await _server.StartAsync();

        await using var later = await Replica.StartAsync(_server.ConnectionString);

        Assert.Equal("ada", await later.GetTextAsync(Id));
    }

    [Fact]
    public async Task Cache_WhileRedisIsUnavailable_ReadsFromMemoryInBoundedTimeWithoutFailingTheCallersSpan()
    {
        await BothKnowAsync();
        await DieAsync();
        using var span = new Activity("request").Start();
        var started = Stopwatch.GetTimestamp();

        for (var round = 0; round < 200; round++)
        {
            Assert.Equal("ada", await _one.GetTextAsync(Id));
            _one.Store("2", Now, "bob");
            await _one.InvalidateAsync("3");
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Bounded);
        Assert.Same(span, Activity.Current);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task Store_WhileRedisIsFrozen_NeverWaitsAndDropsWhatDoesNotFit()
    {
        using var dropped = _one.Count(CachingMetrics.WritesDropped);
        await BothKnowAsync();
        await _server.FreezeAsync();
        var started = Stopwatch.GetTimestamp();

        for (var id = 0; id < 10_000; id++)
        {
            _one.Store($"frozen {id}", Now, "x");
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Bounded);
        Assert.InRange(_one.Host.Get<CacheWriteQueue>().Length, 0, 1000);
        Assert.NotEmpty(dropped.GetMeasurementSnapshot());
        Assert.Equal("x", await _one.GetTextAsync("frozen 1"));
        await _server.ThawAsync();
    }

    [Fact]
    public async Task SetTombstone_WhileRedisIsFrozen_StopsNeitherTheWritersNorTheHost()
    {
        // The driver times out before the pipeline does.
        await using var hasty = await Replica.StartAsync(
            $"{_server.ConnectionString},asyncTimeout=50", time: null, Replica.DefaultTimeouts);
        await _server.FreezeAsync();
        for (var id = 0; id < 200; id++)
        {
            hasty.Cache.SetTombstone(hasty.Tag($"gone {id}"), Now);
        }

        await Eventually.IsTrueAsync(() => hasty.Host.Get<CacheWriteQueue>().Length == 0);
        await _server.ThawAsync();

        await Eventually.IsTrueAsync(async () =>
        {
            hasty.Store(Id, Now, "ada");
            return await _one.GetTextAsync(Id) == "ada";
        });
        Assert.False(hasty.Host.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Get_WhileRedisIsFrozen_ReadsFromMemoryWithinItsTimeout()
    {
        await BothKnowAsync();
        await _server.FreezeAsync();
        for (var round = 0; round < 10; round++)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal("ada", await _one.GetTextAsync(Id));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        }

        await _server.ThawAsync();
    }

    private async Task BothKnowAsync()
    {
        _one.Store(Id, Now, "ada");
        await Eventually.IsTrueAsync(async () => await _other.GetTextAsync(Id) == "ada");
    }

    private async Task DieAsync()
    {
        await _server.KillAsync();
        await Eventually.IsTrueAsync(() => !_one.Redis.IsConnected && !_other.Redis.IsConnected);
    }
}
