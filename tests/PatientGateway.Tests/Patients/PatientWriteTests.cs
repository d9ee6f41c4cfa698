using System.Net;
using System.Text;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

public sealed class PatientWriteTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public PatientWriteTests()
    {
        _gateway = new Gateway(_api);
        _caller = _gateway.CreateClient();
    }

    [Fact]
    public async Task Create_OfAPatient_ReturnsTheGatewaysLocationAndTheETag()
    {
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient, etag: "\"1-s\"");

        using var response = await SendAsync(HttpMethod.Post, "", Samples.Json());

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/v1/patients/{Samples.Id}", response.Headers.Location?.ToString());
        Assert.Equal("\"1-s\"", response.Headers.ETag?.ToString());
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Create_WithAnyJson_ForwardsTheBytesOfTheCaller()
    {
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);

        using var response = await SendAsync(HttpMethod.Post, "", Samples.Json());

        Assert.Equal(Samples.Request, Encoding.UTF8.GetString(_api.Single.Body));
        Assert.Equal("application/json; charset=utf-8", _api.Single.ContentType);
    }

    [Theory]
    [InlineData("\"1-s\"")]
    [InlineData("\"1-s\",\"1-d\"")]
    [InlineData("*")]
    [InlineData(null)]
    public async Task Replace_WithIfMatch_ForwardsIt(string? ifMatch)
    {
        _api.On($"PUT {OnePath}", HttpStatusCode.OK, Samples.Patient, etag: "\"2-s\"");

        using var response = await SendAsync(HttpMethod.Put, $"/{Samples.Id}", Samples.Json(), ifMatch);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"2-s\"", response.Headers.ETag?.ToString());
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Samples.Request, Encoding.UTF8.GetString(_api.Single.Body));
        AssertIfMatch(ifMatch);
    }

    [Theory]
    [InlineData("\"1-s\"")]
    [InlineData(null)]
    public async Task Delete_WithOrWithoutIfMatch_Returns204(string? ifMatch)
    {
        _api.On($"DELETE {OnePath}", HttpStatusCode.NoContent);

        using var response = await SendAsync(HttpMethod.Delete, $"/{Samples.Id}", content: null, ifMatch);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(_api.Single.Body);
        AssertIfMatch(ifMatch);
    }

    [Theory]
    [InlineData(HttpStatusCode.Created, $"/api/v1/patients/{Samples.Id}")]
    [InlineData(HttpStatusCode.OK, null)]
    public async Task Upsert_ByExternalId_DistinguishesCreatedFromReplaced(HttpStatusCode status, string? location)
    {
        _api.On("PUT /patients/by-external-id/x-1", status, Samples.Patient, etag: "\"3-s\"");

        using var response = await SendAsync(HttpMethod.Put, "/by-external-id/x-1", Samples.Json());

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(location, response.Headers.Location?.ToString());
        Assert.Equal("\"3-s\"", response.Headers.ETag?.ToString());
        Assert.Equal(Samples.Patient, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Create_OfAnotherContentType_Returns415WithoutACall()
    {
        using var content = new StringContent("<patient/>", Encoding.UTF8, "application/xml");

        using var response = await SendAsync(HttpMethod.Post, "", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Empty(_api.Received);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private void AssertIfMatch(string? expected)
    {
        Assert.Equal(expected is not null, _api.Single.Headers.NonValidated.TryGetValues("If-Match", out var sent));
        Assert.Equal(expected ?? "", sent.ToString());
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, Gateway.Patients + path) { Content = content };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch is null ? [] : [ifMatch]);
        return await _caller.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
