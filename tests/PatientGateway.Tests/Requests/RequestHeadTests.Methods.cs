using System.Net;
using PatientGateway.Tests.Batch;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Requests;

/// <summary>HEAD, which is GET without its body, and OPTIONS.</summary>
public sealed partial class RequestHeadTests
{
    // Has the members that each of the three views needs.
    private const string AnyView = $$"""
        {
          "id": "{{Samples.Id}}",
          "externalId": "x",
          "name": "Ada Lovelace",
          "birthDate": "1815-12-10",
          "updatedAt": "2026-01-02T03:04:05.678901+00:00",
          "patient": {{Samples.Patient}},
          "enrichment": {},
          "items": []
        }
        """;

    [Theory]
    [InlineData(Gateway.Patients, HttpStatusCode.OK)]
    [InlineData(One, HttpStatusCode.OK)]
    [InlineData($"{One}/summary", HttpStatusCode.OK)]
    [InlineData($"{One}/enriched", HttpStatusCode.OK)]
    [InlineData($"{One}/recommendations", HttpStatusCode.OK)]
    [InlineData(ByExternalId, HttpStatusCode.OK)]
    [InlineData(Audit, HttpStatusCode.OK)]
    [InlineData($"{Gateway.Patients}/not-a-guid", HttpStatusCode.NotFound)]
    [InlineData(Operation, HttpStatusCode.ServiceUnavailable)]
    [InlineData("/api/v1/operations/dead-letters", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    public async Task Head_OfEveryRead_IsGetWithoutABody(string path, HttpStatusCode expected)
    {
        foreach (var view in (string[])["summary", "enriched", "recommendations"])
        {
            _api.On($"GET {OnePath}/{view}", HttpStatusCode.OK, AnyView, etag: $"\"{view}\"");
        }

        _gateway.Audit.Respond = _ => StubApi.Response(HttpStatusCode.OK, """{"items":[]}""");

        using var get = await SendAsync(HttpMethod.Get, path);
        using var head = await SendAsync(HttpMethod.Head, path);

        Assert.Equal((expected, expected), (get.StatusCode, head.StatusCode));
        Assert.Equal(
            (get.Headers.ETag, SourceOf(get), get.Content.Headers.ContentType),
            (head.Headers.ETag, SourceOf(head), head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Head_OfACachedPatientWhileTheApiFails_IsTheCachedResponse()
    {
        using var known = await SendAsync(HttpMethod.Get, One);
        _api.On($"GET {OnePath}", HttpStatusCode.ServiceUnavailable).On(
            $"GET {OnePath}?includeDetails=true", HttpStatusCode.ServiceUnavailable);

        using var head = await SendAsync(HttpMethod.Head, One);
        using var held = await SendAsync(HttpMethod.Head, One, ("If-None-Match", "W/\"1-s\""));
        using var failed = await SendAsync(HttpMethod.Head, $"{One}?includeDetails=true");

        Assert.Equal(
            (HttpStatusCode.OK, "cache", "\"1-s\""), (head.StatusCode, SourceOf(head), head.Headers.ETag?.ToString()));
        Assert.Equal(
            (HttpStatusCode.NotModified, HttpStatusCode.ServiceUnavailable), (held.StatusCode, failed.StatusCode));
        Assert.Empty(await failed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Gateway.Patients, "GET, HEAD, OPTIONS, POST")]
    [InlineData(One, "DELETE, GET, HEAD, OPTIONS, PUT")]
    [InlineData(ByExternalId, "GET, HEAD, OPTIONS, PUT")]
    [InlineData($"{One}/summary", "GET, HEAD, OPTIONS")]
    [InlineData($"{One}/enriched", "GET, HEAD, OPTIONS")]
    [InlineData($"{One}/recommendations", "GET, HEAD, OPTIONS")]
    [InlineData($"{Gateway.Patients}/import", "OPTIONS, POST")]
    [InlineData(BatchGateway.Get, "OPTIONS, POST")]
    [InlineData(BatchGateway.Create, "OPTIONS, POST")]
    [InlineData(Operation, "GET, HEAD, OPTIONS")]
    [InlineData("/api/v1/operations/dead-letters", "GET, HEAD, OPTIONS")]
    [InlineData($"{Operation}/redrive", "OPTIONS, POST")]
    [InlineData(Audit, "GET, HEAD, OPTIONS")]
    [InlineData($"{Audit}/verify", "OPTIONS, POST")]
    [InlineData("/health", "GET, HEAD, OPTIONS")]
    public async Task Options_OfEveryAddress_HasItsMethods(string path, string methods)
    {
        using var response = await SendAsync(HttpMethod.Options, path);

        Assert.Equal(
            (HttpStatusCode.NoContent, methods),
            (response.StatusCode, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal))));
        Assert.Empty(_api.Received);
    }
}
