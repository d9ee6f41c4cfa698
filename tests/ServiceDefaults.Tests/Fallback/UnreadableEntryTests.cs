using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>A cached response that another version of the software has written in another format.</summary>
public sealed class UnreadableEntryTests
{
    private static readonly HttpRequestException Unavailable = new("no connection");

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:01:00")]
    public async Task Execute_CachedResponseOfAnotherFormat_IsAMissAndIsCounted(string freshFor)
    {
        await using var host = await FallbackHost.StartAsync(
            operation => operation.ThenCache(new Newer()), caller: null, ("FreshFor", freshFor));
        using var rejected = new MetricCollector<long>(
            host.Host.Get<IMeterFactory>(), CachingMetrics.MeterName, CachingMetrics.Rejected);
        await host.CacheResponseAsync();

        await host.CacheResponseAsync("bob");
        host.Primary.Fail(Unavailable);

        Assert.Same(Unavailable, await Assert.ThrowsAsync<HttpRequestException>(() => host.ExecuteAsync()));
        Assert.All(rejected.GetMeasurementSnapshot(), entry => Assert.Equal("UnknownFormat", entry.Tags["reason"]));
        Assert.NotEmpty(rejected.GetMeasurementSnapshot());
    }

    private sealed class Newer : IResultSerializer<string?>
    {
        public CacheDecision Decide(string? result) => CacheDecision.Store;

        public string? VersionOf(string? result) => result;

        public IEnumerable<CacheTag> TagsOf(string? result) => [];

        public byte[] Write(string? result) => "older"u8.ToArray();

        public string? Read(ReadOnlyMemory<byte> payload, string? version) =>
            throw new JsonException("A field is missing.");

        public string? Erased() => null;
    }
}
