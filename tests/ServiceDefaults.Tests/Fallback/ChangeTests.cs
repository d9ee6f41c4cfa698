using ServiceDefaults.Caching;
using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>What was true before a write, or of something that is gone, is never given again.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private static readonly CacheTag One = new("customer", "1");
    private static readonly HttpRequestException Away = new("no connection");

    private FallbackHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await FallbackHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Mark_OfTheSubject_MakesItsCopyUnbelievable()
    {
        await _host.KnowAsync();
        await _host.KnowAsync("bob", "2");
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, One);
        _host.Primary.Fail(Away);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.AskAsync());
        Assert.Equal("bob", (await _host.AskAsync("2")).Value);
    }

    [Fact]
    public async Task Mark_OfAllOfAKind_MakesEachOfThemUnbelievable()
    {
        await _host.KnowAsync();
        await _host.KnowAsync("bob", "2");
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, CacheTag.All("customer"));
        _host.Primary.Fail(Away);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.AskAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => _host.AskAsync("2"));
    }

    [Fact]
    public async Task Read_OfTheSameAsBeforeAChangeOfAll_IsKeptAgain()
    {
        await _host.KnowAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, CacheTag.All("customer"));
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _host.KnowAsync();
        _host.Primary.Fail(Away);

        Assert.Equal(("ada", DataSource.Cache), ((await _host.AskAsync()).Value, (await _host.AskAsync()).Source));
    }

    [Fact]
    public async Task Read_SentBeforeAChangeAndAnsweredAfterIt_DoesNotBringTheOldBack()
    {
        var late = new TaskCompletionSource<string?>();
        _host.Primary.Answer = (_, _) => late.Task;
        var reading = _host.AskAsync();
        _host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, One);
        late.SetResult("old");
        Assert.Equal("old", (await reading).Value);

        _host.Primary.Fail(Away);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.AskAsync());
    }

    [Fact]
    public async Task Erasure_IsAnsweredWhileThePrimaryIsAway()
    {
        await _host.KnowAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        await _host.Changes.InvalidateAsync(InvalidationKind.Erased, One);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        _host.Primary.Fail(Away);

        var result = await _host.AskAsync();

        Assert.Equal(
            (null, DataSource.Cache, true, TimeSpan.FromSeconds(1)),
            (result.Value, result.Source, result.IsDegraded, result.Age));
    }

    [Fact]
    public async Task Answer_ThatItIsGone_ErasesItsCopies()
    {
        await _host.KnowAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        _host.Primary.Answer = (_, _) => Task.FromResult<string?>(null);
        Assert.Equal(DataSource.Primary, (await _host.AskAsync()).Source);
        _host.Primary.Fail(Away);

        Assert.Equal((null, DataSource.Cache), ((await _host.AskAsync()).Value, (await _host.AskAsync()).Source));
    }
}
