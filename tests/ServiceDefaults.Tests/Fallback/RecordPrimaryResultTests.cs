using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Caching;
using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>Results of the primary that were recorded outside of this operation.</summary>
public sealed class RecordPrimaryResultTests
{
    [Fact]
    public async Task RecordPrimaryResult_OfAResponse_IsFromThePrimaryAndAsOfItsRequest()
    {
        await using var host = await FallbackHost.StartAsync();

        var learned = Operation(host).RecordPrimaryResult("1", "ada", host.Time.GetUtcNow() - TimeSpan.FromSeconds(3));

        Assert.Equal(
            ("ada", DataSource.Primary, TimeSpan.FromSeconds(3), false),
            (learned.Value, learned.Source, learned.Age, learned.IsDegraded));
        Assert.Equal(0, host.Primary.Count);
    }

    [Fact]
    public async Task RecordPrimaryResult_OfAResponse_IsReturnedWhenThePrimaryFails()
    {
        await using var host = await FallbackHost.StartAsync();
        Operation(host).RecordPrimaryResult("1", "ada", host.Time.GetUtcNow());
        host.Primary.Fail(new HttpRequestException(HttpRequestError.ConnectionError));

        var response = await host.ExecuteAsync();

        Assert.Equal(("ada", DataSource.Cache), (response.Value, response.Source));
    }

    [Fact]
    public async Task Execute_AfterTheRecordedResultWasInvalidated_DoesNotReturnIt()
    {
        await using var host = await FallbackHost.StartAsync();
        var before = host.Time.GetUtcNow();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Changes.InvalidateAsync(InvalidationKind.Changed, new CacheTag("customer", "1"));
        Operation(host).RecordPrimaryResult("1", "ada", before);
        host.Primary.Fail(new HttpRequestException(HttpRequestError.ConnectionError));

        await Assert.ThrowsAsync<HttpRequestException>(() => host.ExecuteAsync());
    }

    private static IFallbackOperation<string, string?> Operation(FallbackHost host) =>
        host.Host.Services.GetRequiredKeyedService<IFallbackOperation<string, string?>>(FallbackHost.Operation);
}
