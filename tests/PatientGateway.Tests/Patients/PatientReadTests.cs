using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

public sealed class PatientReadTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public PatientReadTests()
    {
        _gateway = new Gateway(_api);
        _caller = _gateway.CreateClient();
    }

    [Fact]
    public async Task Get_OfAPatient_ReturnsBodyAndETagOfTheApi()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient, etag: "\"42-s\"");

        using var response = await GetAsync($"/{Samples.Id}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("\"42-s\"", response.Headers.ETag?.ToString());
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(_api.Single.Headers.Contains("If-None-Match"));
    }

    [Fact]
    public async Task Get_ByServiceName_IsSentToTheConfiguredAddress()
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient);

        using var response = await GetAsync($"/{Samples.Id}");

        Assert.Equal(new Uri($"http://{StubApi.Host}{OnePath}"), _api.Single.Uri);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("maybe%20%26%20more")]
    public async Task Get_WithIncludeDetails_IsForwardedToTheApi(string includeDetails)
    {
        _api.On($"GET {OnePath}?includeDetails={includeDetails}", HttpStatusCode.OK, Samples.Patient, etag: "\"42-d\"");

        using var response = await GetAsync($"/{Samples.Id}?includeDetails={includeDetails}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"42-d\"", response.Headers.ETag?.ToString());
    }

    [Theory]
    [InlineData("\"42-s\"")]
    [InlineData("W/\"41-s\",\"42-s\"")]
    [InlineData("*")]
    public async Task Get_WithTheCallersVersion_Returns304WithoutBody(string ifNoneMatch)
    {
        using var response = await GetVersionAsync(ifNoneMatch);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal("\"42-s\"", response.Headers.ETag?.ToString());
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("primary", response.Headers.GetValues("X-Data-Source").Single());
    }

    [Theory]
    [InlineData("\"41-s\"")]
    [InlineData("\"42-d\"")]
    [InlineData("not an entity tag")]
    public async Task Get_WithAnotherVersion_ReturnsTheWholeResponse(string ifNoneMatch)
    {
        using var response = await GetVersionAsync(ifNoneMatch);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        // Callers that hold different versions share one call, so it has no If-None-Match.
        Assert.False(_api.Single.Headers.Contains("If-None-Match"));
    }

    [Fact]
    public async Task Get_OfAnInvalidId_IsNotForwarded()
    {
        using var response = await GetAsync("/not-a-guid");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(_api.Received);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?search=lo%20%25%26%C3%A9&cursor=a%2Fb%2B%3D&limit=5")]
    [InlineData("?search=&cursor=")]
    [InlineData("?limit=many")]
    public async Task List_WithAnyQuery_SendsTheSameQuery(string query)
    {
        _api.On($"GET /patients{query}", HttpStatusCode.OK, Samples.Page);

        using var response = await GetAsync(query);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store, private", response.Headers.CacheControl?.ToString());
        Assert.Equal(
            ("primary", "false"),
            (response.Headers.GetValues("X-Data-Source").Single(), response.Headers.GetValues("X-Degraded").Single()));
        Assert.Equal(TimeSpan.Zero, response.Headers.Age);
        Assert.Equal(Samples.Page, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task List_OfTheLastPage_HasNoCursor()
    {
        const string LastPage = """{"items":[]}""";
        _api.On("GET /patients", HttpStatusCode.OK, LastPage);

        using var response = await GetAsync("");

        Assert.Equal(LastPage, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private async Task<HttpResponseMessage> GetVersionAsync(string ifNoneMatch)
    {
        _api.On($"GET {OnePath}", HttpStatusCode.OK, Samples.Patient, etag: "\"42-s\"");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Gateway.Patients}/{Samples.Id}");
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await _caller.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> GetAsync(string pathAndQuery) =>
        _caller.GetAsync(
            new Uri(Gateway.Patients + pathAndQuery, UriKind.Relative), TestContext.Current.CancellationToken);
}
