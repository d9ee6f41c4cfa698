using System.Diagnostics;
using System.Net;

namespace AppHost.Tests.Fixtures;

/// <summary>A response of the gateway with its source, its age and its duration.</summary>
internal sealed record SourcedResponse(
    HttpStatusCode Status,
    string? Source,
    string? Degraded,
    TimeSpan? Age,
    TimeSpan? RetryAfter,
    string Body,
    TimeSpan Took)
{
    public static async Task<SourcedResponse> GetAsync(HttpClient gateway, Guid patient, string view = "")
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await gateway.GetAsync(
            new Uri($"{GatewayClient.Patients}/{patient}{view}", UriKind.Relative),
            TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(
            response.StatusCode,
            Header(response, "X-Data-Source"),
            Header(response, "X-Degraded"),
            response.Headers.Age,
            response.Headers.RetryAfter?.Delta,
            body,
            Stopwatch.GetElapsedTime(started));
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
