using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>How a null result affects the responses that were cached before.</summary>
public sealed class NullResultTests
{
    [Theory]
    [InlineData(CacheDecision.Tombstone, null)]
    [InlineData(CacheDecision.Skip, "ada")]
    public async Task Execute_OfADeletedResource_ErasesItOnlyWhereNullIsATombstone(
        CacheDecision whenNull, string? cached)
    {
        await using var host = await FallbackHost.StartAsync(
            operation => operation.ThenCache(new JsonResultSerializer<string>(whenNull: whenNull)));
        host.Primary.Respond = (_, _) => Task.FromResult<string?>("ada");
        await host.ExecuteAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        host.Primary.Respond = (_, _) => Task.FromResult<string?>(null);
        var missing = await host.ExecuteAsync();
        host.Primary.Fail(new HttpRequestException(HttpRequestError.ConnectionError));

        var response = await host.ExecuteAsync();

        Assert.Equal((null, DataSource.Primary), (missing.Value, missing.Source));
        Assert.Equal((cached, DataSource.Cache), (response.Value, response.Source));
    }
}
