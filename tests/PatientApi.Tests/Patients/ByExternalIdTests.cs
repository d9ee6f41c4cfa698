using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests.Patients;

public sealed class ByExternalIdTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}")]
    [InlineData("%20{0}%C2%A0")]
    public async Task Get_ExternalIdOfAPatient_ReturnsTheSameAsAReadById(string segment)
    {
        var (patient, _) = await Samples.CreateAsync(
            _client, Samples.Patient() with { Details = System.Text.Json.JsonElement.Parse("""{"a":1}""") }, Token);

        foreach (var query in (string[])["", "?includeDetails=true"])
        {
            using var byId = await _client.GetAsync($"/patients/{patient.Id}{query}", Token);
            using var byExternalId = await _client.GetAsync(PathOf(string.Format(
                System.Globalization.CultureInfo.InvariantCulture, segment, patient.ExternalId)) + query, Token);

            Assert.Equal(HttpStatusCode.OK, byExternalId.StatusCode);
            Assert.Equal(byId.Headers.ETag, byExternalId.Headers.ETag);
            Assert.Equal(byId.Headers.CacheControl, byExternalId.Headers.CacheControl);
            Assert.Equal(
                await byId.Content.ReadAsStringAsync(Token), await byExternalId.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task Get_CurrentETag_Is304()
    {
        var (patient, etag) = await Samples.CreateAsync(_client, Samples.Patient(), Token);
        using var request = Samples.Get(PathOf(patient.ExternalId), etag);

        using var response = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Fact]
    public async Task Get_ExternalIdInAnotherFormOrCase_IsFoundInTheNormalFormOnly()
    {
        var externalId = $"{Samples.NewExternalId()}-é";
        var (patient, _) = await Samples.CreateAsync(
            _client, Samples.Patient() with { ExternalId = externalId }, Token);

        var decomposed = await _client.GetFromJsonAsync<PatientResponse>(
            PathOf(Uri.EscapeDataString(externalId.Normalize(System.Text.NormalizationForm.FormD))), Token);
        using var upper = await _client.GetAsync(PathOf(Uri.EscapeDataString(externalId.ToUpperInvariant())), Token);

        Assert.Equal(patient.Id, decomposed!.Id);
        Assert.Equal(HttpStatusCode.NotFound, upper.StatusCode);
    }

    [Theory]
    [InlineData("nobody-has-this", HttpStatusCode.NotFound)]
    [InlineData("a%2Fb", HttpStatusCode.BadRequest)]
    [InlineData("a%01b", HttpStatusCode.BadRequest)]
    [InlineData("%20", HttpStatusCode.BadRequest)]
    [InlineData("%E2%80%8B", HttpStatusCode.BadRequest)]
    [InlineData("x?includeDetails=maybe", HttpStatusCode.BadRequest)]
    public async Task Get_NoPatientOrNoExternalId_IsAProblem(string segment, HttpStatusCode expected)
    {
        using var response = await _client.GetAsync(PathOf(segment), Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static string PathOf(string segment) => $"/patients/by-external-id/{segment}";
}
