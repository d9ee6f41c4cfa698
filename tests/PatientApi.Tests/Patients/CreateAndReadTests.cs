using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;

namespace PatientApi.Tests.Patients;

public sealed class CreateAndReadTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ValidPatient_ReturnsTheSameAsALaterRead()
    {
        var request = Samples.Patient() with
        {
            Details = JsonElement.Parse("""{"gender":"female","notes":["ä", 1.5e3]}""")
        };

        using var created = await _client.PostAsJsonAsync("/patients", request, Token);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var read = await _client.GetAsync(created.Headers.Location, Token);
        Assert.Equal(await created.Content.ReadAsStringAsync(Token), await read.Content.ReadAsStringAsync(Token));
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        var patient = await read.Content.ReadFromJsonAsync<PatientResponse>(Token);
        Assert.Equal(
            (request.ExternalId, request.FirstName, request.LastName, request.Email, request.Phone, request.BirthDate),
            (patient!.ExternalId, patient.FirstName, patient.LastName,
             patient.Email, patient.Phone, patient.BirthDate));
        Assert.Equal(7, patient.Id.Version);
    }

    [Fact]
    public async Task Create_DuplicateExternalId_Returns409AndLogsNoError()
    {
        var (patient, _) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        fixture.Api.Logs.Clear();

        using var response = await _client.PostAsJsonAsync(
            "/patients", Samples.Patient() with { ExternalId = patient.ExternalId }, Token);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(fixture.Api.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Get_IncludeDetails_ReturnsDetailsOnRequestWithAnotherETag()
    {
        var request = Samples.Patient() with { Details = JsonElement.Parse("""{"gender":"female"}""") };
        var (patient, _) = await Samples.CreateAsync(_client, request, Token);

        using var without = await _client.GetAsync($"/patients/{patient.Id}", Token);
        using var with = await _client.GetAsync($"/patients/{patient.Id}?includeDetails=true", Token);

        Assert.Null((await without.Content.ReadFromJsonAsync<PatientResponse>(Token))!.Details);
        Assert.Equal("female", (await with.Content.ReadFromJsonAsync<PatientResponse>(
            Token))!.Details!.Value.GetProperty("gender").GetString());
        Assert.NotEqual(without.Headers.ETag, with.Headers.ETag);
    }

    [Theory]
    [InlineData("{0}", HttpStatusCode.NotModified)]
    [InlineData("W/{0}", HttpStatusCode.NotModified)]
    [InlineData("\"other\", {0}", HttpStatusCode.NotModified)]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"1-s\"", HttpStatusCode.OK)]
    [InlineData("not a tag", HttpStatusCode.OK)]
    public async Task Get_IfNoneMatch_Returns304ForTheCurrentVersion(string header, HttpStatusCode expected)
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        using var request = Samples.Get($"/patients/{patient.Id}", string.Format(header, etag));
        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(etag, response.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Get_IfNoneMatchOfTheOtherView_ReturnsTheBody()
    {
        var (patient, summaryTag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);

        using var request = Samples.Get($"/patients/{patient.Id}?includeDetails=true", summaryTag);
        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Get_UnknownId_Returns404AsProblem()
    {
        using var response = await _client.GetAsync($"/patients/{Guid.NewGuid()}", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
