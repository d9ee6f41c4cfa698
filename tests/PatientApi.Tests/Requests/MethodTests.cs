using System.Net;
using PatientApi.Tests.Audit;

namespace PatientApi.Tests.Requests;

/// <summary>HEAD is GET without the body; OPTIONS lists the methods.</summary>
public sealed class MethodTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Reads => new(
        "/patients",
        "/patients?limit=1000",
        "/patients/{id}",
        "/patients/{id}?includeDetails=true",
        "/patients/{id}/summary",
        "/patients/{id}/enriched",
        "/patients/{id}/recommendations",
        "/patients/batch?ids={id}",
        "/patients/by-external-id/{externalId}",
        "/patients/by-external-id/{externalId}?includeDetails=true",
        "/patients/by-external-id/nobody-has-this",
        "/patients/by-external-id/a%2Fb",
        "/patients/01941f2a-6660-7000-8000-0000000000ff",
        "/patients/batch",
        "/nowhere",
        "/health",
        "/alive",
        "/ready",
        "/started",
        "/health/details",
        "/health/postgres",
        "/openapi/v1.json",
        "/scalar/");

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Head_OfEveryRead_IsGetWithoutABody(string path)
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        path = path.Replace("{id}", patient.Id.ToString(), StringComparison.Ordinal)
            .Replace("{externalId}", patient.ExternalId, StringComparison.Ordinal);

        using var get = await _client.GetAsync(path, Token);
        using var head = await _client.SendAsync(new(HttpMethod.Head, path), Token);

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(
            (get.Headers.ETag, get.Headers.CacheControl?.ToString(), get.Content.Headers.ContentType),
            (head.Headers.ETag, head.Headers.CacheControl?.ToString(), head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Head_OfTheAuditTrail_IsGetWithoutABody()
    {
        using var get = await _client.SendAsAdminAsync(HttpMethod.Get, "/audit");
        using var head = await _client.SendAsAdminAsync(HttpMethod.Head, "/audit");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Head_WithTheCallersVersion_Is304()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        foreach (var path in (string[])[
            $"/patients/{patient.Id}", $"/patients/by-external-id/{patient.ExternalId}"
        ])
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);

            using var response = await _client.SendAsync(request, Token);

            Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/patients", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/patients/{id}", "DELETE, GET, HEAD, OPTIONS, PUT")]
    [InlineData("/patients/{id}/summary", "GET, HEAD, OPTIONS")]
    [InlineData("/patients/by-external-id/x", "GET, HEAD, OPTIONS, PUT")]
    [InlineData("/patients/batch", "GET, HEAD, OPTIONS")]
    [InlineData("/patients/import", "OPTIONS, POST")]
    [InlineData("/audit", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/audit/verify", "OPTIONS, POST")]
    [InlineData("/health", "GET, HEAD, OPTIONS")]
    [InlineData("/openapi/v1.json", "GET, HEAD, OPTIONS")]
    public async Task Options_OfEveryAddress_HasItsMethods(string path, string methods)
    {
        path = path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);

        using var options = await _client.SendAsync(new(HttpMethod.Options, path), Token);
        using var other = await _client.SendAsync(new(HttpMethod.Patch, path), Token);

        Assert.Equal((HttpStatusCode.NoContent, methods), (options.StatusCode, AllowOf(options)));
        Assert.Empty(await options.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, methods), (other.StatusCode, AllowOf(other)));
    }

    [Fact]
    public async Task Options_OfAnUnknownAddress_Is404()
    {
        using var response = await _client.SendAsync(new(HttpMethod.Options, "/nowhere"), Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Head_OfAWrite_Is405()
    {
        using var response = await _client.SendAsync(new(HttpMethod.Head, "/patients/import"), Token);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "OPTIONS, POST"), (response.StatusCode, AllowOf(response)));
    }

    private static string AllowOf(HttpResponseMessage response) => string.Join(
        ", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal));
}
