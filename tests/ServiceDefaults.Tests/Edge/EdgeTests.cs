using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ServiceDefaults.Edge;

namespace ServiceDefaults.Tests.Edge;

public sealed class EdgeTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{Trace}-b7ad6b7169203331-01";

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/failure", HttpStatusCode.InternalServerError)]
    [InlineData("/%FF", HttpStatusCode.BadRequest)]
    public async Task Response_OfAnyStatus_HasTheSecurityHeaders(string path, HttpStatusCode status)
    {
        await using var service = await EdgeService.StartAsync();

        using var response = await service.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(response, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header(response, "Content-Security-Policy"));
        Assert.Equal(32, Header(response, "X-Correlation-Id").Length);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Response_WithAPage_AllowsItsOwnScriptsOnly()
    {
        await using var service = await EdgeService.StartAsync();

        using var response = await service.GetAsync("/page");

        Assert.StartsWith("default-src 'self';", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CorrelationId_OfTheCaller_IsReplacedByTheTraceIdOfTheProblem()
    {
        await using var service = await EdgeService.StartAsync();

        using var response = await service.GetAsync("/nowhere", ("X-Correlation-Id", "ada"));

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(problem.GetProperty("traceId").GetString(), Header(response, "X-Correlation-Id"));
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task Trace_OfTheCaller_IsContinuedOnlyIfConfigured(string setting, bool isContinued)
    {
        await using var service = await EdgeService.StartAsync(("Edge:ContinueTraces", setting));

        var seen = await SeenAsync(service, ("traceparent", Parent), ("baggage", "name=ada"));

        Assert.Equal(isContinued, seen.TraceId == Trace);
        Assert.Empty(seen.Baggage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/8")]
    public async Task ForwardedHeaders_FromAnUnknownProxy_AreRemoved(string knownProxies)
    {
        await using var service = await EdgeService.StartAsync(("Edge:KnownProxies", knownProxies));

        var seen = await SeenAsync(
            service,
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Proto", "https"),
            ("Forwarded", "for=203.0.113.7"));

        Assert.Equal("127.0.0.1", seen.Address);
        Assert.DoesNotContain(seen.Headers, name => name.Contains("Forwarded", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task ForwardedHeaders_FromAKnownProxy_NameTheCaller()
    {
        await using var service = await EdgeService.StartAsync(("Edge:KnownProxies", "127.0.0.0/8 10.0.0.0/8"));

        // The caller may add addresses of its own; the proxies append the true one.
        var seen = await SeenAsync(service, ("X-Forwarded-For", "198.51.100.9, 203.0.113.7, 10.0.0.2"));

        Assert.Equal("203.0.113.7", seen.Address);
        Assert.DoesNotContain("X-Forwarded-For", seen.Headers);
    }

    [Fact]
    public async Task Request_WithTooManyHeaders_Is431()
    {
        await using var service = await EdgeService.StartAsync(("Edge:MaxHeaders", "10"));

        using var response = await service.GetAsync(
            "/", [.. Enumerable.Range(0, 20).Select(number => ($"X-Header-{number}", "x"))]);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7/32")]
    [InlineData("10.1.0.0/16", "10.1.0.0/16")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("proxy.example.org", null)]
    [InlineData("10.0.0.0/99", null)]
    public void NetworkOf_AProxy_IsItsNetworkOrNothing(string proxy, string? expected) =>
        Assert.Equal(expected, EdgeOptions.NetworkOf(proxy)?.ToString());

    private static async Task<EdgeService.Seen> SeenAsync(
        EdgeService service, params (string Name, string Value)[] headers)
    {
        using var response = await service.GetAsync("/", headers);
        return (await response.Content.ReadFromJsonAsync<EdgeService.Seen>(TestContext.Current.CancellationToken))!;
    }

    private static string Header(HttpResponseMessage response, string name) =>
        Assert.Single(response.Headers.GetValues(name));
}
