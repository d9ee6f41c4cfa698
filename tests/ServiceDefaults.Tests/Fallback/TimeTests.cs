using ServiceDefaults.Deadlines;
using ServiceDefaults.Fallback;
using Testing;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>
/// A slow primary, a caller with a short deadline, and cached responses that are fresh enough to be returned directly.
/// </summary>
public sealed class TimeTests
{
    private static readonly TimeSpan Soft = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly TaskCompletionSource<string?> _slow = new();

    [Fact]
    public async Task Execute_PrimarySlowerThanTheSoftTimeout_ReturnsTheCachedResponseAndStoresTheLateOne()
    {
        await using var host = await SlowAsync();
        var reading = host.ExecuteAsync();

        host.Time.Advance(Soft - Tick);
        Assert.False(reading.IsCompleted);
        host.Time.Advance(Tick);

        Assert.Equal(("ada", DataSource.Cache), ((await reading).Value, (await reading).Source));
        _slow.SetResult("late");
        host.Primary.Fail(new HttpRequestException());
        await Eventually.IsTrueAsync(async () => (await host.ExecuteAsync()).Value == "late");
    }

    [Fact]
    public async Task Execute_SlowPrimaryAndNothingCached_WaitsForIt()
    {
        await using var host = await SlowAsync();
        var reading = host.ExecuteAsync("unknown");
        host.Time.Advance(10 * Soft);

        _slow.SetResult("late");

        Assert.Equal(
            ("late", DataSource.Primary, false),
            ((await reading).Value, (await reading).Source, (await reading).IsDegraded));
    }

    [Fact]
    public async Task Execute_CallerWithAShorterDeadline_GetsTheCachedResponseAtTheDeadline()
    {
        await using var host = await SlowAsync();
        RequestDeadline.Current = new(Soft / 4, attempt: 1, host.Time);
        var reading = host.ExecuteAsync();

        host.Time.Advance(Soft / 4);

        Assert.Equal(DataSource.Cache, (await reading).Source);
    }

    [Fact]
    public async Task Execute_CallerWithAShorterDeadlineAndNothingCached_FailsAtTheDeadline()
    {
        await using var host = await SlowAsync();
        RequestDeadline.Current = new(Soft / 4, attempt: 1, host.Time);
        var reading = host.ExecuteAsync("unknown");

        host.Time.Advance(Soft / 4);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => reading);
    }

    [Fact]
    public async Task Execute_SlowCallWithoutCallers_IsCancelledUnlessItMayContinueInTheBackground()
    {
        await using var host = await FallbackHost.StartAsync(define: null, caller: null, ("MaxBackgroundCalls", "1"));
        var cancelled = 0;
        foreach (var id in new[] { "1", "2" })
        {
            await host.CacheResponseAsync("ada", id);
        }

        host.Primary.Respond = (_, token) =>
        {
            token.Register(() => Interlocked.Increment(ref cancelled));
            return _slow.Task.WaitAsync(token);
        };
        Task[] reads = [host.ExecuteAsync("1"), host.ExecuteAsync("2")];
        host.Time.Advance(Soft);
        await Task.WhenAll(reads);

        await Eventually.IsTrueAsync(() => Volatile.Read(ref cancelled) == 1);
    }

    [Fact]
    public async Task Execute_WithFreshFor_CallsThePrimaryOnlyWhenTheCachedResponseIsOlder()
    {
        await using var host = await FallbackHost.StartAsync(define: null, caller: null, ("FreshFor", "00:01:40"));
        await host.CacheResponseAsync("ada");
        host.Primary.Respond = (_, _) => Task.FromResult<string?>("bob");

        host.Time.Advance(TimeSpan.FromSeconds(80));
        var fresh = await host.ExecuteAsync();
        Assert.Equal(
            ("ada", DataSource.Cache, false, 80),
            (fresh.Value, fresh.Source, fresh.IsDegraded, fresh.Age.TotalSeconds));
        Assert.Equal(1, host.Primary.Count);

        // After four fifths of its freshness the response is refreshed in the background, and the caller does not wait.
        host.Time.Advance(Tick);
        Assert.Equal("ada", (await host.ExecuteAsync()).Value);
        await Eventually.IsTrueAsync(() => host.Primary.Count == 2);
        await Eventually.IsTrueAsync(async () => (await host.ExecuteAsync()).Value == "bob");
    }

    [Fact]
    public async Task Execute_WithFreshForAndAnOlderCachedResponse_CallsThePrimary()
    {
        await using var host = await FallbackHost.StartAsync(define: null, caller: null, ("FreshFor", "00:01:40"));
        await host.CacheResponseAsync("ada");
        host.Primary.Respond = (_, _) => Task.FromResult<string?>("bob");

        host.Time.Advance(TimeSpan.FromSeconds(100) + Tick);

        var fromPrimary = await host.ExecuteAsync();
        Assert.Equal(("bob", DataSource.Primary), (fromPrimary.Value, fromPrimary.Source));
    }

    [Fact]
    public async Task Execute_UnchangedResponse_KeepsTheEarlierAsOfTimeForHalfAMinute()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        var first = host.Time.GetUtcNow();

        host.Time.Advance(TimeSpan.FromSeconds(29));
        await host.CacheResponseAsync();
        Assert.Equal(first, await CachedAsOfAsync(host));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.CacheResponseAsync();
        Assert.Equal(host.Time.GetUtcNow(), await CachedAsOfAsync(host));
    }

    private static async Task<DateTimeOffset> CachedAsOfAsync(FallbackHost host)
    {
        host.Primary.Fail(new HttpRequestException());
        return (await host.ExecuteAsync()).AsOf;
    }

    private async Task<FallbackHost> SlowAsync()
    {
        var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        host.Primary.Respond = (_, token) => _slow.Task.WaitAsync(token);
        return host;
    }
}
