using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ServiceDefaults.Caching;
using ServiceDefaults.Callers;
using ServiceDefaults.Fallback;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>
/// A cached response of one caller is not returned to another, and every fallback is logged with its caller and source.
/// </summary>
public sealed class CallerTests : IAsyncLifetime
{
    private readonly ChangingCaller _caller = new();
    private FallbackHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await FallbackHost.StartAsync(define: null, _caller);
        await _host.CacheResponseAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("another", "view")]
    [InlineData("tenant", "another")]
    [InlineData("tenant", "")]
    public async Task CachedResponse_OfOneTenantAndView_IsNotReturnedToAnother(string tenant, string view)
    {
        _host.Primary.Fail(new HttpRequestException());
        Assert.Equal("ada", (await _host.ExecuteAsync()).Value);

        _caller.Be("client", tenant, view);

        await Assert.ThrowsAsync<HttpRequestException>(() => _host.ExecuteAsync());
    }

    [Fact]
    public async Task CachedResponse_OfOneClient_IsReturnedToAnotherOfTheSameTenantAndView()
    {
        _host.Primary.Fail(new HttpRequestException());

        _caller.Be("another", "tenant", "view");

        Assert.Equal("ada", (await _host.ExecuteAsync()).Value);
    }

    [Fact]
    public async Task Call_OfOneCaller_IsNotSharedWithAnother()
    {
        var slow = new TaskCompletionSource<string?>();
        _host.Primary.Respond = (_, _) => slow.Task;
        var before = _host.Primary.Count;

        var mine = _host.ExecuteAsync();
        _caller.Be("client", "another", "view");
        var others = _host.ExecuteAsync();

        Assert.Equal(2, _host.Primary.Count - before);
        slow.SetResult("x");
        await Task.WhenAll(mine, others);
    }

    [Fact]
    public async Task Invalidate_ForOneTenant_DoesNotAffectOthers()
    {
        _caller.Be("client", "another", "view");
        await _host.Changes.InvalidateAsync(InvalidationKind.Changed, new CacheTag("customer", "1"));
        _caller.Be("client", "tenant", "view");
        _host.Primary.Fail(new HttpRequestException());

        Assert.Equal("ada", (await _host.ExecuteAsync()).Value);
    }

    [Fact]
    public async Task Execute_OfAFallback_IsLoggedWithoutKeyOrId()
    {
        using var reads = new MetricCollector<long>(
            _host.Host.Get<IMeterFactory>(), FallbackMetrics.MeterName, FallbackMetrics.Reads);
        await _host.CacheResponseAsync("ada", "canary");
        _host.Time.Advance(TimeSpan.FromSeconds(3));
        _host.Primary.Fail(new HttpRequestException());

        await _host.ExecuteAsync("canary");

        Assert.Contains(
            _host.Host.Logs.GetSnapshot(),
            entry =>
                entry.Message ==
                    "find answered from cache: age 3.000 s, degraded True, client 'client', tenant 'tenant'.");
        Assert.DoesNotContain(
            _host.Host.Logs.GetSnapshot(), entry => entry.Message.Contains("canary", StringComparison.Ordinal));
        Assert.Equal(["primary", "cache"], reads.GetMeasurementSnapshot().Select(read => read.Tags["source"]));
    }

    private sealed class ChangingCaller : ICallerContext
    {
        public string Client { get; private set; } = "client";

        public string Tenant { get; private set; } = "tenant";

        public IReadOnlyCollection<string> Scopes => [];

        public string View { get; private set; } = "view";

        public string Tier => "standard";

        public void Be(string client, string tenant, string view) => (Client, Tenant, View) = (client, tenant, view);
    }
}
