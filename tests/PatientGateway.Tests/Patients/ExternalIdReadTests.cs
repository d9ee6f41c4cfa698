using System.Net;
using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Http;

namespace PatientGateway.Tests.Patients;

/// <summary>
/// Reads by external id behave like reads by id: the gateway forwards and caches them, returns the cached response
/// while the API is unavailable, and invalidates it after every write of the patient.
/// </summary>
public sealed class ExternalIdReadTests : IDisposable
{
    private const string ExternalPath = "/patients/by-external-id/x-1";
    private const string ById = $"/patients/{Samples.Id}";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public ExternalIdReadTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings =
        {
            ["Resilience:Defaults:CircuitBreaker:FailureThreshold"] = "1000",
            ["Resilience:Pipelines:patient-api:CircuitBreaker:SlowCallRate"] = "0"
        }
        };
        _caller = _gateway.CreateClient();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x-1", ExternalPath)]
    [InlineData("x-1?includeDetails=true", $"{ExternalPath}?includeDetails=true")]
    [InlineData("ward-7%20m%C3%BCller", "/patients/by-external-id/ward-7%20m%C3%BCller")]
    public async Task Get_WhileTheApiResponds_RequestsTheGivenExternalId(string segment, string target)
    {
        _api.On($"GET {target}", HttpStatusCode.OK, Samples.Patient, etag: "\"1-s\"");

        using var response = await GetAsync(segment);

        Assert.Equal(
            (HttpStatusCode.OK, "primary", "\"1-s\""),
            (response.StatusCode, SourceOf(response), response.Headers.ETag?.ToString()));
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("x-1")]
    [InlineData("%20x-1%E2%80%8B")]
    public async Task Get_WhileTheApiIsUnavailable_IsTheCachedResponse(string segment)
    {
        await CacheResponseAsync();
        _api.On(
            $"GET /patients/by-external-id/{Uri.EscapeDataString(Uri.UnescapeDataString(segment))}",
            HttpStatusCode.ServiceUnavailable);

        using var response = await GetAsync(segment);

        Assert.Equal(
            (HttpStatusCode.OK, "cache", "\"1-s\""),
            (response.StatusCode, SourceOf(response), response.Headers.ETag?.ToString()));
    }

    [Theory]
    [InlineData("PUT", ById, HttpStatusCode.OK)]
    [InlineData("PUT", ById, HttpStatusCode.ServiceUnavailable)]
    [InlineData("DELETE", ById, HttpStatusCode.ServiceUnavailable)]
    [InlineData("PUT", ExternalPath, HttpStatusCode.OK)]
    [InlineData("PUT", "/patients/by-external-id/%20x-1", HttpStatusCode.OK)]
    public async Task Write_OfThePatientByEitherId_OutdatesTheCachedResponse(
        string method, string path, HttpStatusCode outcome)
    {
        await CacheResponseAsync();
        _api.On($"{method} {path}", outcome, outcome == HttpStatusCode.OK ? Samples.Patient : null);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1{path}")
        {
            Content = method is "PUT" ? Samples.Json() : null
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var written = await _caller.SendAsync(request, Token);

        _api.On($"GET {ExternalPath}", HttpStatusCode.ServiceUnavailable);
        using var response = await GetAsync("x-1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Delete_OfThePatientById_ErasesTheCachedResponseOfItsExternalId()
    {
        await CacheResponseAsync();
        _api.On($"DELETE {ById}", HttpStatusCode.NoContent);
        using var deleted = await _caller.DeleteAsync(new Uri($"/api/v1{ById}", UriKind.Relative), Token);
        _api.On($"GET {ExternalPath}", HttpStatusCode.ServiceUnavailable);

        using var response = await GetAsync("x-1");

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("b")]
    public async Task Write_OfAnExternalIdInAnotherUnicodeForm_InvalidatesTheSamePatient(string? other)
    {
        const string Composed = "/patients/by-external-id/%C3%A9";
        _api.On($"GET {Composed}", HttpStatusCode.OK, Samples.Patient);
        using var known = await GetAsync("%C3%A9");
        var put = $"/patients/by-external-id/{other ?? "e%CC%81"}";
        _api.On(
            $"PUT {put}",
            HttpStatusCode.OK,
            Samples.Patient.Replace(Samples.Id, Guid.NewGuid().ToString(), StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1{put}") { Content = Samples.Json() };
        using var written = await _caller.SendAsync(request, Token);
        _api.On($"GET {Composed}", HttpStatusCode.ServiceUnavailable);

        using var response = await GetAsync("%C3%A9");

        Assert.Equal(other is null ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, response.StatusCode);
    }

    // The maximum depth of details that an earlier build of the API accepted.
    [Theory]
    [InlineData("/by-external-id/x-1", ExternalPath)]
    [InlineData($"/{Samples.Id}", ById)]
    public async Task Get_OfDetailsOfTheMaximumDepth_IsForwardedAndCached(string route, string target)
    {
        var nested = new string('[', PatientLimits.MaxResponseDepth - 1) + new string(
            ']', PatientLimits.MaxResponseDepth - 1);
        var deep = Samples.Patient.Replace("\"note\":\"ok\"", $"\"note\":{nested}", StringComparison.Ordinal);
        _api.On($"GET {target}?includeDetails=true", HttpStatusCode.OK, deep);

        for (var time = 0; time < 5; time++)
        {
            using var live = await _caller.GetAsync(
                new Uri($"{Gateway.Patients}{route}?includeDetails=true", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            Assert.Equal(deep, await live.Content.ReadAsStringAsync(Token));
        }

        _api.On($"GET {target}?includeDetails=true", HttpStatusCode.ServiceUnavailable);
        using var kept = await _caller.GetAsync(
            new Uri($"{Gateway.Patients}{route}?includeDetails=true", UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.OK, "cache"), (kept.StatusCode, SourceOf(kept)));
        Assert.Equal(deep, await kept.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public void Limits_OfPatients_FitTheLimitsOfTheHttpClient()
    {
        Assert.InRange(PatientLimits.MaxResponseBytes, 1, ResilientHttpClientExtensions.MaxResponseBytes);
        Assert.InRange(
            PatientLimits.MaxPatientResponseBytes,
            1,
            PatientLimits.MaxResponseBytes - (PatientBatch.MaxIds * PatientLimits.EnvelopeBytes));
        Assert.Equal(
            PatientLimits.MaxDetailsDepth + PatientLimits.EnvelopeDepth,
            JsonSerializerOptions.Default.MaxDepth == 0 ? 64 : JsonSerializerOptions.Default.MaxDepth);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private static string? SourceOf(HttpResponseMessage response) =>
        response.Headers.GetValues("X-Data-Source").SingleOrDefault();

    private Task<HttpResponseMessage> GetAsync(string segment) => _caller.GetAsync(
        new Uri($"{Gateway.Patients}/by-external-id/{segment}", UriKind.Relative), Token);

    private async Task CacheResponseAsync()
    {
        _api.On($"GET {ExternalPath}", HttpStatusCode.OK, Samples.Patient, etag: "\"1-s\"");
        using var response = await GetAsync("x-1");
        response.EnsureSuccessStatusCode();
    }
}
