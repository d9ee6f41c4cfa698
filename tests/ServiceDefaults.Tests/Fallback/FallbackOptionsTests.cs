using Microsoft.Extensions.Options;
using ServiceDefaults.Fallback;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>A chain with an unreachable or unsafe part fails at start-up.</summary>
public sealed class FallbackOptionsTests
{
    [Theory]
    [InlineData("Order:0", "nosuch", "Order has 'nosuch'; its strategies are service, cache, default")]
    [InlineData(
        "Order:0",
        "default",
        "Order has 'cache' after 'default', which always returns a value",
        "Order:1",
        "cache",
        "AllowDefault",
        "true")]
    [InlineData("Order:0", "cache", "Order has 'cache' twice", "Order:1", "cache")]
    [InlineData("Order:0", "default", "set AllowDefault to true")]
    [InlineData("FreshFor", "00:01:00", "there is no 'cache' in the order", "Order:0", "service")]
    [InlineData("FreshFor", "00:10:00", "is longer than MaxStale", "Order:0", "cache")]
    [InlineData(
        "MaxStale",
        "00:15:01",
        "MaxStale is 00:15:01; it must not be longer than Caching:InvalidationRetention (00:15:00): shorten it, or set "
            + "Caching:InvalidationRetention to 00:15:01 or more.",
        "Order:0",
        "cache")]
    [InlineData("SoftTimeout", "00:00:00", "SoftTimeout", "Order:0", "cache")]
    [InlineData("MaxBackgroundCalls", "-1", "MaxBackgroundCalls", "Order:0", "cache")]
    public async Task Start_WithContradictorySettings_NamesThemAndTheFix(
        string setting, string value, string expected, params string[] more)
    {
        (string, string)[] settings = [(setting, value), .. more.Chunk(2).Select(pair => (pair[0], pair[1]))];

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(settings));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutACache_NeedsNoMaxStale()
    {
        await using var host = await FallbackHost.StartAsync(
            operation => operation.ThenService<Answers>((reserve, id, token) => reserve.GetAsync(id, token)),
            caller: null,
            [("MaxStale", "01:00:00"), ("Order:0", "service")]);

        Assert.NotNull(host);
    }

    [Fact]
    public async Task Start_WithADefaultThatIsNotAllowed_Fails()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync([]));

        Assert.Contains("AllowDefault", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Define_WithoutARequiredPart_NamesIt()
    {
        Assert.Contains("FromPrimary", Refused(_ => { }), StringComparison.Ordinal);
        Assert.Contains(
            "WithCacheTag",
            Refused(operation => operation.FromPrimary<Answers>((primary, id, token) => primary.GetAsync(id, token))),
            StringComparison.Ordinal);
        Assert.Contains(
            "'cache' already",
            Refused(operation =>
                operation.ThenCache(new JsonResultSerializer<string>()).ThenCache(new JsonResultSerializer<string>())),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_ToInvalidSettings_KeepsTheLastValidOnes()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        host.Primary.Fail(new HttpRequestException());

        host.Host.Change(("Fallback:Operations:find:Order:0", "nosuch"));

        Assert.Equal("ada", (await host.ExecuteAsync()).Value);
    }

    [Fact]
    public async Task Reload_ToAnotherMaxStale_AppliesToTheNextRead()
    {
        await using var host = await FallbackHost.StartAsync();
        await host.CacheResponseAsync();
        host.Primary.Fail(new HttpRequestException());
        host.Time.Advance(TimeSpan.FromSeconds(20));

        host.Host.Change(("Fallback:Operations:find:MaxStale", "00:00:10"));

        await Assert.ThrowsAsync<HttpRequestException>(() => host.ExecuteAsync());
    }

    private static string Refused(Action<FallbackBuilder<string, string?>> define) =>
        Assert.Throws<InvalidOperationException>(
            () => new PipelineHost(builder => builder.AddFallback("find", define))).Message;

    private static async Task StartAsync((string, string)[] settings)
    {
        await using var host = await FallbackHost.StartAsync(
            operation => operation
                .ThenService<Answers>((reserve, id, token) => reserve.GetAsync(id, token))
                .ThenCache(new JsonResultSerializer<string>())
                .ThenDefault(_ => "nothing"),
            caller: null,
            settings);
    }
}
