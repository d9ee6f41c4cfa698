using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Fallback;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>Several fallback strategies in order: the guide's composite.</summary>
public sealed class ChainTests
{
    private static readonly HttpRequestException Unavailable = new("no connection");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chain_OfSeveralFallbacks_TriesThemInOrderUntilOneResponds()
    {
        var reserve = new Answers();
        await using var host = await StartAsync(reserve);
        await host.CacheResponseAsync("known");
        host.Primary.Fail(Unavailable);

        reserve.Respond = (_, _) => Task.FromResult<string?>("from the reserve");
        Assert.Equal(("from the reserve", DataSource.Fallback, true), Parts(await host.ExecuteAsync()));
        reserve.Fail(Unavailable);
        Assert.Equal(("known", DataSource.Cache, true), Parts(await host.ExecuteAsync()));
        Assert.Equal(("nothing", DataSource.Default, true), Parts(await host.ExecuteAsync("unknown")));
    }

    [Fact]
    public async Task Chain_InTheOrderOfTheSettings_TriesThemInThatOrder()
    {
        var reserve = new Answers { Respond = (_, _) => Task.FromResult<string?>("from the reserve") };
        await using var host = await StartAsync(reserve, ("Order:0", "cache"), ("Order:1", "service"));
        await host.CacheResponseAsync("known");
        host.Primary.Fail(Unavailable);

        Assert.Equal(("known", DataSource.Cache, true), Parts(await host.ExecuteAsync()));
        Assert.Equal(("from the reserve", DataSource.Fallback, true), Parts(await host.ExecuteAsync("unknown")));
        reserve.Fail(Unavailable);
        Assert.Same(Unavailable, await Assert.ThrowsAsync<HttpRequestException>(() => host.ExecuteAsync("another")));
    }

    [Fact]
    public async Task Chain_ServiceThatHangs_UsesTheNextAfterTheSoftTimeout()
    {
        var hanging = new TaskCompletionSource<string?>();
        var reserve = new Answers { Respond = (_, _) => hanging.Task };
        await using var host = await StartAsync(reserve);
        await host.CacheResponseAsync("known");
        host.Primary.Fail(Unavailable);

        var reading = host.ExecuteAsync();
        await Eventually.IsTrueAsync(() => reserve.Count == 1);
        Assert.False(reading.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("known", DataSource.Cache, true), Parts(await reading));
    }

    [Fact]
    public async Task Chain_OfAnotherOperation_KeepsItsSourceAndAge()
    {
        var rich = new Answers();
        await using var basic = await FallbackHost.StartAsync(
            operation => operation.ThenCache(new JsonResultSerializer<string>()));
        using var host = new PipelineHost(
            builder =>
            {
                builder.Services.AddSingleton(basic.Primary);
                builder.AddFallback<string, string?>("basic", operation => operation
                    .FromPrimary<Answers>((primary, id, token) => primary.GetAsync(id, token))
                    .WithCacheTag(id => new CacheTag("customer", id))
                    .ThenCache(new JsonResultSerializer<string>()));
                builder.AddFallback<string, string>("rich", operation => operation
                    .FromPrimary<Answers>(async (_, id, token) => (await rich.GetAsync(id, token))!)
                    .WithCacheTag(id => new CacheTag("customer", id))
                    .ThenOperation<string?>("basic", value => $"only {value}"));
            },
            time: basic.Time);
        await host.Host.StartAsync(Token);
        var operation = host.Services.GetRequiredKeyedService<IFallbackOperation<string, string>>("rich");
        rich.Fail(Unavailable);
        basic.Primary.Respond = (_, _) => Task.FromResult<string?>("ada");

        Assert.Equal(("only ada", DataSource.Fallback, true), Parts(await operation.ExecuteAsync("1", Token)));
        var asOf = basic.Time.GetUtcNow();
        basic.Time.Advance(TimeSpan.FromSeconds(7));
        basic.Primary.Fail(Unavailable);
        var cached = await operation.ExecuteAsync("1", Token);
        Assert.Equal(("only ada", DataSource.Cache, true), Parts(cached));
        Assert.Equal(asOf, cached.AsOf);
        await host.Host.StopAsync(Token);
    }

    private static Task<FallbackHost> StartAsync(Answers reserve, params (string Key, string Value)[] settings) =>
        FallbackHost.StartAsync(
            operation => operation
                .ThenService<Answers>((_, id, token) => reserve.GetAsync(id, token))
                .ThenCache(new JsonResultSerializer<string>())
                .ThenDefault(_ => "nothing"),
            caller: null,
            [("AllowDefault", "true"), .. settings]);

    private static (T, DataSource, bool) Parts<T>(FallbackResult<T> result) =>
        (result.Value, result.Source, result.IsDegraded);
}
