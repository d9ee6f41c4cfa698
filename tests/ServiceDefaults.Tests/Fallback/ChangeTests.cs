using ServiceDefaults.Caching;
using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>A response from before a write, or of an erased resource, is never returned again.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private static readonly CacheTag One = new("customer", "1");
    private static readonly HttpRequestException Unavailable = new("no connection");

    private FallbackHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await FallbackHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Invalidate_OfTheTag_OutdatesItsCachedResponse()
    {
        await _host.CacheResponseAsync();
        await _host.CacheResponseAsync("bob", "2");
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, One);
        _host.Primary.Fail(Unavailable);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.ExecuteAsync());
        Assert.Equal("bob", (await _host.ExecuteAsync("2")).Value);
    }

    [Fact]
    public async Task Invalidate_OfAllOfAKind_OutdatesEachOfThem()
    {
        await _host.CacheResponseAsync();
        await _host.CacheResponseAsync("bob", "2");
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, CacheTag.All("customer"));
        _host.Primary.Fail(Unavailable);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.ExecuteAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => _host.ExecuteAsync("2"));
    }

    [Fact]
    public async Task Read_OfTheSameValueAfterAnInvalidationOfAll_IsStoredAgain()
    {
        await _host.CacheResponseAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, CacheTag.All("customer"));
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _host.CacheResponseAsync();
        _host.Primary.Fail(Unavailable);

        Assert.Equal(("ada", DataSource.Cache), await ValueAndSourceAsync());
    }

    [Fact]
    public async Task Read_SentBeforeAnInvalidationAndReceivedAfterIt_DoesNotRestoreTheOldValue()
    {
        var late = new TaskCompletionSource<string?>();
        _host.Primary.Respond = (_, _) => late.Task;
        var reading = _host.ExecuteAsync();
        _host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, One);
        late.SetResult("old");
        Assert.Equal("old", (await reading).Value);

        _host.Primary.Fail(Unavailable);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.ExecuteAsync());
    }

    /// <summary>
    /// When a tombstone is about to be removed, a late response must be too old to be used, however long the read took.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(899)]
    [InlineData(900)]
    [InlineData(901)]
    public async Task Read_SentBeforeAnErasureAndReceivedMuchLater_IsNeverReturnedFromTheCache(int seconds)
    {
        // The default retention of an invalidation.
        await using var host = await FallbackHost.StartAsync(settings: [("MaxStale", "00:15:00")]);
        var late = new TaskCompletionSource<string?>();
        host.Primary.Respond = (_, _) => late.Task;
        var reading = host.ExecuteAsync();
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.Changes.InvalidateAsync(InvalidationKind.Erased, One);
        host.Time.Advance(TimeSpan.FromSeconds(seconds));
        late.SetResult("erased");
        await reading;
        host.Primary.Fail(Unavailable);

        for (var minute = 0; minute < 17; minute++)
        {
            var result = await Record.ExceptionAsync(async () => Assert.Null((await host.ExecuteAsync()).Value));
            Assert.True(result is null or HttpRequestException, result?.Message);
            host.Time.Advance(TimeSpan.FromMinutes(1));
            // Each further invalidation removes those older than the retention.
            await host.Changes.InvalidateAsync(InvalidationKind.Changed, new CacheTag("customer", "2"));
        }
    }

    [Fact]
    public async Task Execute_OfAnErasedResourceWithoutThePrimary_ReturnsTheTombstone()
    {
        await _host.CacheResponseAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _host.Changes.InvalidateAsync(InvalidationKind.Erased, One);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        _host.Primary.Fail(Unavailable);

        var result = await _host.ExecuteAsync();

        Assert.Equal(
            (null, DataSource.Cache, true, TimeSpan.FromSeconds(1)),
            (result.Value, result.Source, result.IsDegraded, result.Age));
    }

    [Fact]
    public async Task PrimaryResult_ResourceDeleted_ErasesItsCachedResponses()
    {
        await _host.CacheResponseAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        _host.Primary.Respond = (_, _) => Task.FromResult<string?>(null);
        Assert.Equal(DataSource.Primary, (await _host.ExecuteAsync()).Source);
        _host.Primary.Fail(Unavailable);

        Assert.Equal((null, DataSource.Cache), await ValueAndSourceAsync());
    }

    private async Task<(string? Value, DataSource Source)> ValueAndSourceAsync()
    {
        var result = await _host.ExecuteAsync();
        return (result.Value, result.Source);
    }
}
