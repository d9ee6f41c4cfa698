using System.Net;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>The fallback of each read while the API does not respond, and its labels.</summary>
public sealed partial class PatientFallbackTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";
    private const string Summary = $$"""
        {"id":"{{Samples.Id}}","externalId":"x-1","name":"Ada Lovelace","birthDate":"1815-12-10",
        """ + """
        "updatedAt":"2026-01-02T03:04:05.678901+00:00"}
        """;
    private const string Enriched = $$$"""{"patient":{{{Samples.Patient}}},"enrichment":{"language":"fr"}}""";
    private const string Recommendations = """{"items":[{"code":"interpreter","text":"Speaks fr."}]}""";

    private readonly StubApi _api = new();
    private readonly StubApi _readOnly = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public PatientFallbackTests()
    {
        // One failure must not open the circuit before the test's own failures.
        _gateway = new Gateway(_api)
        {
            ReadOnlyApi = _readOnly,
            Settings =
        {
            ["Resilience:Defaults:CircuitBreaker:FailureThreshold"] = "1000",
            ["Resilience:Defaults:RateLimit:Enabled"] = "false",
            ["Resilience:Pipelines:patient-api:CircuitBreaker:SlowCallRate"] = "0"
        }
        };
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData("", OnePath, Samples.Patient)]
    [InlineData("?includeDetails=true", $"{OnePath}?includeDetails=true", Samples.Patient)]
    [InlineData("/summary", $"{OnePath}/summary", Summary)]
    [InlineData("/enriched", $"{OnePath}/enriched", Enriched)]
    [InlineData("/recommendations", $"{OnePath}/recommendations", Recommendations)]
    public async Task Read_WhileTheApiResponds_IsFromThePrimary(string route, string target, string body)
    {
        _api.On($"GET {target}", HttpStatusCode.OK, body, etag: "\"42-x\"");

        using var response = await GetAsync(route);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertSource(response, "primary", age: 0, degraded: false);
        Assert.Equal("\"42-x\"", response.Headers.ETag?.ToString());
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task Get_OfACachedPatientWhileTheApiFails_IsTheCachedResponseWithItsAge(HttpStatusCode failure)
    {
        await CacheResponseAsync();
        _api.On($"GET {OnePath}", failure);
        // Rounded up: the response is never older than its Age.
        _gateway.Time.Advance(TimeSpan.FromSeconds(89.01));

        using var response = await GetAsync("");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertSource(response, "cache", age: 90, degraded: true);
        Assert.Equal("\"42-s\"", response.Headers.ETag?.ToString());
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotImplemented)]
    [InlineData(HttpStatusCode.HttpVersionNotSupported)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task Get_OfACachedPatientRejectedByTheApi_IsTheRejection(HttpStatusCode refusal)
    {
        await CacheResponseAsync();
        _api.On($"GET {OnePath}", refusal);

        using var response = await GetAsync("");

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Get_OfAnUncachedPatientWhileTheApiFails_Is503WithRetryAfter()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.ServiceUnavailable);

        using var response = await GetAsync("");

        await ProblemAssert.IsProblemAsync(response, 503);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Get_OfACachedResponseThatIsTooOld_Is503()
    {
        await CacheResponseAsync();
        _api.On($"GET {OnePath}", HttpStatusCode.ServiceUnavailable);
        _gateway.Time.Advance(TimeSpan.FromSeconds(601));

        using var response = await GetAsync("");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    /// <summary>Only a summary has the second instance for a fallback (docs/patterns/fallback.md).</summary>
    [Theory]
    [InlineData("")]
    [InlineData(ByExternalId)]
    [InlineData("/enriched")]
    public async Task Read_OfAnUncachedPatientWhileTheApiFails_DoesNotCallTheSecondInstance(string route)
    {
        foreach (var path in (string[])[OnePath, $"{OnePath}/enriched", ByExternalIdPath])
        {
            _api.On($"GET {path}", HttpStatusCode.ServiceUnavailable);
            _readOnly.On($"GET {path}", HttpStatusCode.OK, Samples.Patient);
        }

        using var response = await GetViewAsync(route);

        await ProblemAssert.IsProblemAsync(response, 503);
        Assert.Empty(_readOnly.Received);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/summary")]
    [InlineData("/enriched")]
    [InlineData("/recommendations")]
    public async Task Read_OfAnUnknownPatient_Is404(string route)
    {
        _api.OnNoPatient($"GET {OnePath}{route}").OnNoPatient($"GET {OnePath}");

        using var response = await GetAsync(route);

        await ProblemAssert.IsProblemAsync(response, 404);
        AssertSource(response, "primary", age: 0, degraded: false);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
        _readOnly.Dispose();
    }

    private static void AssertSource(HttpResponseMessage response, string source, int age, bool degraded)
    {
        Assert.Equal(source, response.Headers.GetValues("X-Data-Source").Single());
        Assert.Equal(TimeSpan.FromSeconds(age), response.Headers.Age);
        Assert.Equal(degraded ? "true" : "false", response.Headers.GetValues("X-Degraded").Single());
    }

    private async Task CacheResponseAsync()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient, etag: "\"42-s\"");
        (await GetAsync("")).Dispose();
    }

    private Task<HttpResponseMessage> GetAsync(string route) =>
        _caller.GetAsync(
            new Uri($"{Gateway.Patients}/{Samples.Id}{route}", UriKind.Relative),
            TestContext.Current.CancellationToken);
}
