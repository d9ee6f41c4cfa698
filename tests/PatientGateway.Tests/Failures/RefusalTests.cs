using System.Net;
using System.Text.Json;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Failures;

/// <summary>The gateway forwards rejections of the API unchanged.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Problem =
        """{ "type":"urn:patients:problem:patient-not-found", "title":"No",  "status":0"""
        + """, "errors":{"birthDate":["é > 0"]},"number":1.50 }""";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public RefusalTests()
    {
        _gateway = new Gateway(_api);
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.PreconditionFailed)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.UnsupportedMediaType)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    [InlineData(HttpStatusCode.PreconditionRequired)]
    public async Task Rejection_OfTheApi_IsForwardedByteForByte(HttpStatusCode status)
    {
        _api.On(
            "POST /patients",
            status,
            Problem,
            "application/problem+json; charset=utf-8",
            etag: "\"7-s\"",
            retryAfter: "11");

        using var response = await PostAsync("");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("\"7-s\"", response.Headers.ETag?.ToString());
        Assert.Equal("11", response.Headers.RetryAfter?.ToString());
        Assert.Equal(Problem, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Single(_api.Received);
    }

    [Fact]
    public async Task Rejection_WithAByteOrderMark_IsForwardedWithoutIt()
    {
        _api.On(
            $"GET /patients/{Samples.Id}", HttpStatusCode.NotFound, "\uFEFF" + Problem, "application/problem+json");

        using var response = await _caller.GetAsync(
            new Uri($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Problem, System.Text.Encoding.UTF8.GetString(body));
    }

    [Theory]
    [InlineData("GET", "", "GET /patients")]
    [InlineData("GET", $"/{Samples.Id}", $"GET /patients/{Samples.Id}")]
    [InlineData("PUT", $"/{Samples.Id}", $"PUT /patients/{Samples.Id}")]
    [InlineData("DELETE", $"/{Samples.Id}", $"DELETE /patients/{Samples.Id}")]
    [InlineData("PUT", "/by-external-id/x", "PUT /patients/by-external-id/x")]
    [InlineData("POST", "/import", "POST /patients/import")]
    public async Task Rejection_OnEveryRoute_IsForwarded(string method, string path, string target)
    {
        _api.On(target, HttpStatusCode.UnprocessableEntity, Problem, "application/problem+json");
        using var content = path is "/import" ? Samples.Ndjson("{}\n") : Samples.Json();
        using var request = new HttpRequestMessage(new HttpMethod(method), Gateway.Patients + path)
        {
            Content = method is "PUT" or "POST" ? content : null
        };

        using var response = await _caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(Problem, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("text/plain", "Stack trace of Lovelace")]
    [InlineData("application/json", """{"patient":"Lovelace"}""")]
    [InlineData("application/json", null)]
    public async Task Rejection_WithoutProblemDetails_GetsOurOwn(string contentType, string? body)
    {
        _api.On("POST /patients", HttpStatusCode.Conflict, body, contentType);

        using var response = await PostAsync("");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(409, problem.RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("Lovelace", text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private Task<HttpResponseMessage> PostAsync(string path) =>
        _caller.PostAsync(
            new Uri(Gateway.Patients + path, UriKind.Relative), Samples.Json(), TestContext.Current.CancellationToken);
}
