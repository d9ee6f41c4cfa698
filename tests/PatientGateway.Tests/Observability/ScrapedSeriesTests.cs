using System.Net;
using System.Text.Json.Nodes;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Observability;

/// <summary>
/// The series that rules and dashboard query are exported by a running gateway: names, labels and their values.
/// </summary>
public sealed class ScrapedSeriesTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private const int Reads = 5;
    private const int Failures = 12;
    private const string Unknown = "0197a000-0000-7000-8000-000000000002";

    // A loss of audit entries is not part of this test; promtool evaluates that alert.
    private const string LostEntries = """audit_entries_total{outcome=~"dropped|refused"}""";

    [Fact]
    public async Task Series_OfARunningGateway_IncludeThoseOfRulesAndDashboard()
    {
        await using var system = await ScrapedGateway.StartAsync(redis);
        await SendAsync(system);

        var prometheus = system.Prometheus;
        foreach (var (name, expression) in (await prometheus.RulesAsync("recording"))
            .Concat(await prometheus.RulesAsync("alerting")))
        {
            foreach (var selector in PromQl.SelectorsIn(expression))
            {
                await AssertYieldsAsync(
                    prometheus, name, selector == LostEntries ? PromQl.MetricOf(selector) : selector);
            }
        }

        foreach (var (panel, expression) in await DashboardAsync())
        {
            await AssertYieldsAsync(prometheus, panel, expression);
        }

        await AssertCountsAsync(prometheus);
    }

    // Reads from the API, failures until the circuit opens, a read from the cache, one without a fallback, a deferred
    // write, and an anonymous client over its limit.
    private static async Task SendAsync(ScrapedGateway system)
    {
        var patient = $"{Gateway.Patients}/{Samples.Id}";
        for (var read = 0; read < Reads; read++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(system.Caller, HttpMethod.Get, patient));
        }

        for (var failure = 0; failure < Failures; failure++)
        {
            Assert.Equal(
                HttpStatusCode.ServiceUnavailable, await StatusAsync(system.Caller, HttpMethod.Get, Gateway.Patients));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(system.Caller, HttpMethod.Get, patient));
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            await StatusAsync(system.Caller, HttpMethod.Get, $"{Gateway.Patients}/{Unknown}"));
        await Eventually.IsTrueAsync(async () =>
            await StatusAsync(system.Caller, HttpMethod.Post, Gateway.Patients) == HttpStatusCode.Accepted);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(system.Stranger, HttpMethod.Get, patient));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(system.Stranger, HttpMethod.Get, patient));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = Samples.Json(
                """{"externalId":"x-2","firstName":"A","lastName":"B","birthDate":"1980-01-01"}""");
            request.Headers.Add("Prefer", "respond-async");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static Task AssertYieldsAsync(PrometheusServer prometheus, string name, string expression) =>
        Eventually.IsTrueAsync(
            async () => (await prometheus.QueryAsync(expression)).Count > 0, expression: $"{name}: {expression}");

    // The counters equal the responses: a deferred write is degraded, as is a cached response. On a busy machine a
    // response of the API may be late, and a write may be sent before Redis is connected.
    private static async Task AssertCountsAsync(PrometheusServer prometheus)
    {
        Assert.Equal(Reads + 1, await CountAsync(prometheus, "GET", "/{id:guid}", "good|degraded"));
        Assert.InRange(await CountAsync(prometheus, "GET", "/{id:guid}", "degraded"), 1, Reads + 1);
        Assert.Equal(Failures, await CountAsync(prometheus, "GET", "/", "bad"));
        Assert.Equal(1, await CountAsync(prometheus, "POST", "/", "degraded"));
    }

    private static async Task<double> CountAsync(
        PrometheusServer prometheus, string method, string route, string outcomes) =>
        (await prometheus.QueryAsync(
            $"objective_requests_total{{method=\"{method}\",route=\"{Gateway.Patients}{route}\","
            + $"outcome=~\"{outcomes}\"}}"))
        .Sum(sample => sample.Value);

    private static async Task<IReadOnlyList<(string Panel, string Expression)>> DashboardAsync()
    {
        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "deploy", "observability", "grafana", "resilience.json"),
            TestContext.Current.CancellationToken))!;
        return [.. from panel in dashboard["panels"]!.AsArray()
                   from target in panel!["targets"]?.AsArray() ?? []
                   select ((string)panel["title"]!, ((string)target!["expr"]!)
                       .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
                       .Replace("$job", ".+", StringComparison.Ordinal))];
    }
}
