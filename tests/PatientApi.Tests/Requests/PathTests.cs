using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Requests;

/// <summary>
/// One resource has one address: an invalid percent-encoding is not treated as text that looks like it. Over Kestrel,
/// because only it exposes the request line.
/// </summary>
public sealed class PathTests(KestrelFixture fixture) : IClassFixture<KestrelFixture>
{
    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x%FF")]
    [InlineData("x%ff%25")]
    [InlineData("x%C0%AF")]
    [InlineData("x%ED%A0%80")]
    [InlineData("x%E2%82")]
    [InlineData("x%F4%90%80%80")]
    [InlineData("%80")]
    [InlineData("x%")]
    [InlineData("x%2")]
    [InlineData("x%zz")]
    [InlineData("x%u0041")]
    [InlineData("%%41")]
    public async Task Send_ToAPathWithInvalidUtf8_Is400OnEveryRoute(string segment)
    {
        foreach (var (method, path) in ((string, string)[])
            [
                ("PUT", $"/patients/by-external-id/{segment}"), ("GET", $"/patients/{segment}"),
                ("HEAD", $"/patients/{segment}/summary"), ("DELETE", $"/patients/{segment}"),
                ("OPTIONS", $"/patients/{segment}"), ("GET", $"/{segment}"),
            ])
        {
            Assert.StartsWith("HTTP/1.1 400 ", await fixture.SendRawAsync(method, path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Options_OfTheWholeServer_Is204() => Assert.StartsWith(
        "HTTP/1.1 204 ", await fixture.SendRawAsync("OPTIONS", "*"), StringComparison.Ordinal);

    [Fact]
    public async Task Upsert_OfTextsThatLookEncoded_AreDifferentPatients()
    {
        string[] externalIds = ["x%FF", "x%25FF", "a%2Fb", "a%252Fb", "a+b", "a b", "100%"];
        foreach (var externalId in externalIds)
        {
            using var response = await _client.PutAsJsonAsync(
                $"/patients/by-external-id/{Uri.EscapeDataString(externalId)}",
                Samples.Patient() with { ExternalId = null },
                Token);

            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            Assert.Equal(externalId, (await response.Content.ReadFromJsonAsync<PatientResponse>(Token))!.ExternalId);
        }
    }

    // With a token: without one, such a path would be 401 even if it were taken for the text.
    [Theory]
    [InlineData("%FF")]
    [InlineData("%C0%AF")]
    [InlineData("%E2%82")]
    [InlineData("%zz")]
    [InlineData("%")]
    public async Task Upsert_PathThatOnlyLooksLikeThatOfAPatient_Returns400AndChangesNothing(string ending)
    {
        var externalId = Samples.NewExternalId() + ending;
        var (patient, etag) = await Samples.CreateAsync(
            _client, Samples.Patient() with { ExternalId = externalId }, Token);
        var lookalike = fixture.AsWritten($"/patients/by-external-id/{externalId}");

        using var written = await _client.PutAsJsonAsync(
            lookalike, Samples.Patient() with { ExternalId = null }, Token);
        using var read = await _client.GetAsync(lookalike, Token);
        using var kept = await _client.GetAsync($"/patients/{patient.Id}", Token);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (written.StatusCode, read.StatusCode));
        Assert.Equal(etag, $"{kept.Headers.ETag}");
    }

    // RFC 3986, 6.2.2: an unreserved character may be encoded, with digits of either case.
    [Fact]
    public async Task Send_ToOnePathInAnyEncoding_ReachesOnePatient()
    {
        var externalId = $"{Samples.NewExternalId()}-Zz~_.%é😀";
        var (patient, etag) = await Samples.CreateAsync(
            _client, Samples.Patient() with { ExternalId = externalId }, Token);
        for (var seed = 0; seed < 100; seed++)
        {
            var byExternalId = fixture.AsWritten(Encoded(seed, "patients", "by-external-id", externalId));
            using var read = await _client.GetAsync(byExternalId, Token);
            using var readById = await _client.GetAsync(
                fixture.AsWritten(Encoded(seed, "patients", $"{patient.Id}")), Token);
            Assert.Equal((etag, etag), ($"{read.Headers.ETag}", $"{readById.Headers.ETag}"));

            using var written = await _client.PutAsJsonAsync(
                byExternalId, Samples.Patient() with { ExternalId = null }, Token);
            Assert.Equal(HttpStatusCode.OK, written.StatusCode);
            etag = $"{written.Headers.ETag}";
        }
    }

    [Theory]
    [InlineData("/patients/by-external-id/a%2Fb")]
    [InlineData("/patients/by-external-id/%2F")]
    [InlineData("/patients/by-external-id/a%2fb?x=/y")]
    public async Task Upsert_OfASlash_Is400(string path)
    {
        using var response = await _client.PutAsJsonAsync(path, Samples.Patient() with { ExternalId = null }, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string Encoded(int seed, params string[] segments) =>
        string.Concat(segments.Select(segment => $"/{Spellings.PercentEncode(segment, seed)}"));
}
