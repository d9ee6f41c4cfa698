using System.Net;
using PatientGateway.Tests.Batch;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Requests;

/// <summary>Preconditions and idempotency keys of requests; the other part of the class tests methods.</summary>
public sealed partial class RequestHeadTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";
    private const string One = $"{Gateway.Patients}/{Samples.Id}";
    private const string ByExternalId = $"{Gateway.Patients}/by-external-id/x";
    private const string Operation = "/api/v1/operations/0123456789012345678901";
    private const string Audit = "/api/v1/admin/audit";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public RequestHeadTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings = { ["Resilience:Defaults:CircuitBreaker:FailureThreshold"] = "1000" }
        };
        _caller = _gateway.CreateClient();
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient, etag: "\"1-s\"").On(
            "GET /patients", HttpStatusCode.OK, Samples.Page)
            .On("POST /patients", HttpStatusCode.Created, Samples.Patient).On(
                $"DELETE {OnePath}", HttpStatusCode.NoContent)
            .On("PUT /patients/by-external-id/x", HttpStatusCode.OK, Samples.Patient)
            .On("GET /patients/by-external-id/x", HttpStatusCode.OK, Samples.Patient, etag: "\"1-s\"");
    }

    [Theory]
    [InlineData("PUT", ByExternalId)]
    [InlineData("DELETE", One)]
    public async Task Write_WithPreconditions_ForwardsAll(string method, string path)
    {
        using var response = await SendAsync(
            new HttpMethod(method), path, ("If-Match", "\"1-s\",\"2-s\""), ("If-None-Match", "*"));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("\"1-s\",\"2-s\"", _api.Single.Headers.NonValidated["If-Match"].ToString());
        Assert.Equal("*", _api.Single.Headers.NonValidated["If-None-Match"].ToString());
    }

    [Theory]
    [InlineData("POST", Gateway.Patients, "If-None-Match", "*", HttpStatusCode.PreconditionFailed)]
    [InlineData("POST", Gateway.Patients, "If-Match", "\"1-s\"", HttpStatusCode.PreconditionFailed)]
    [InlineData(
        "POST", Gateway.Patients, "If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT", HttpStatusCode.BadRequest)]
    [InlineData("PUT", One, "If-Match", "1-s", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", One, "If-Unmodified-Since", "yesterday", HttpStatusCode.BadRequest)]
    [InlineData("POST", $"{Gateway.Patients}/import", "If-None-Match", "*", HttpStatusCode.BadRequest)]
    [InlineData("POST", BatchGateway.Create, "If-Match", "*", HttpStatusCode.BadRequest)]
    [InlineData("POST", BatchGateway.Get, "If-None-Match", "*", HttpStatusCode.BadRequest)]
    [InlineData("POST", $"{Operation}/redrive", "If-Match", "*", HttpStatusCode.BadRequest)]
    public async Task Write_WithAPreconditionThatTheApiCannotEvaluate_IsRejectedWithoutACall(
        string method, string path, string name, string value, HttpStatusCode expected)
    {
        using var response = await SendAsync(new HttpMethod(method), path, (name, value));

        Assert.Equal(expected, response.StatusCode);
        Assert.Contains(
            name,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Empty(_api.Received);
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\"abc\"", "abc")]
    [InlineData("\"my key 1\"", "\"my key 1\"")]
    public async Task Write_WithAQuotedOrUnquotedKey_ForwardsOneFormAndReturnsTheOriginal(string sent, string expected)
    {
        using var response = await SendAsync(HttpMethod.Post, Gateway.Patients, ("Idempotency-Key", sent));

        Assert.Equal(expected, _api.Single.Headers.NonValidated["Idempotency-Key"].ToString());
        Assert.Equal(sent, response.Headers.GetValues("Idempotency-Key").Single());
    }

    [Fact]
    public async Task Batch_WithAQuotedOrUnquotedKey_DerivesTheSameKeys()
    {
        foreach (var key in (string[])["batch-1", "\"batch-1\""])
        {
            using var response = await SendAsync(
                HttpMethod.Post, BatchGateway.Create, Samples.Json("""{"items":[{}]}"""), ("Idempotency-Key", key));
        }

        Assert.Single(_api.Received.Select(request => request.Headers.NonValidated["Idempotency-Key"].ToString())
            .Distinct(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private static string? SourceOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Data-Source", out var source) ? source.Single() : null;

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, params (string Name, string Value)[] headers) => SendAsync(
        method, path, method != HttpMethod.Post && method != HttpMethod.Put
            ? null
            : path.EndsWith("/import", StringComparison.Ordinal) ? Samples.Ndjson("{}\n") : Samples.Json(), headers);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _caller.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
