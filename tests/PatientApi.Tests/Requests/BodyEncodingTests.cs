using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;
using PatientApi.Tests.Idempotency;
using PatientApi.Tests.Import;
using Testing;

namespace PatientApi.Tests.Requests;

/// <summary>Compressed bodies: the API decompresses them, up to the limit of the route.</summary>
public sealed class BodyEncodingTests(ApiFixture fixture, PostgresServer postgres) : IClassFixture<ApiFixture>
{
    private const int OneMore = (1024 * 1024) + 1;

    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Create_OfACompressedBody_IsAcceptedAndItsKeyCoversTheContent(string encoding)
    {
        var (patient, key) = (Samples.Patient(), KeyedWrites.NewKey());
        var body = JsonContent.Create(patient);
        var bytes = await body.ReadAsByteArrayAsync(Token);

        var compressed = await _client.WriteAsync(
            HttpMethod.Post, "/patients", key, Encodings.Content(Encodings.Encode(encoding, bytes), encoding));
        var plain = await _client.WriteAsync(
            HttpMethod.Post, "/patients", key, Encodings.Content(bytes, encoding: null));
        var identity = await _client.WriteAsync(
            HttpMethod.Post, "/patients", key, Encodings.Content(bytes, "identity"));

        Assert.Equal(HttpStatusCode.Created, compressed.Status);
        Assert.Equal(compressed.AsReplay(), plain);
        Assert.Equal(compressed.AsReplay(), identity);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Put_OfACompressedBody_StoresThePatientOnBothRoutes(string encoding)
    {
        var request = Samples.Patient();
        var (upserted, key) = (request with { LastName = "Upserted" }, KeyedWrites.NewKey());
        var byExternalId = $"/patients/by-external-id/{request.ExternalId}";

        var created = await PutAsync(byExternalId, request, KeyedWrites.NewKey(), encoding);
        var replaced = await PutAsync(
            created.Location!, request with { LastName = "Replaced" }, KeyedWrites.NewKey(), encoding, created.ETag);
        var compressed = await PutAsync(byExternalId, upserted, key, encoding);
        var plain = await PutAsync(byExternalId, upserted, key, encoding: null);

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK),
            (created.Status, replaced.Status, compressed.Status));
        Assert.Equal(
            ("Doe", "Replaced", "Upserted"), (LastNameOf(created), LastNameOf(replaced), LastNameOf(compressed)));
        Assert.Equal(compressed.AsReplay(), plain);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Import_OfACompressedBody_StoresItsLines(string encoding)
    {
        var id = Samples.NewExternalId();
        var lines = FhirLines.Utf8("", FhirLines.Patient(id));

        using var content = Encodings.Content(Encodings.Encode(encoding, lines), encoding, "application/x-ndjson");
        using var response = await _client.PostAsync("/patients/import", content, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var result = Assert.Single(ImportCall.Parse(await response.Content.ReadAsStringAsync(Token)));
        Assert.Equal((2, ImportStatus.Created, id), (result.Line, result.Status, result.ExternalId));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, gzip")]
    [InlineData("gzip;q=1")]
    [InlineData("\"gzip\"")]
    [InlineData("é")]
    public async Task Send_InAnUnsupportedEncoding_Is415AndNamesTheSupportedOnes(string encoding)
    {
        foreach (var (path, mediaType) in ((string, string)[])[
            ("/patients", "application/json"), ("/patients/import", "application/x-ndjson")
        ])
        {
            using var content = Encodings.Content("{}"u8.ToArray(), encoding, mediaType);
            using var response = await _client.PostAsync(path, content, Token);

            Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
            Assert.Equal(
                ["br", "deflate", "gzip"],
                response.Headers.GetValues("Accept-Encoding").Single().Split(", ").Order(StringComparer.Ordinal));
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Create_OfADecompressionBomb_Is413(string encoding)
    {
        using var content = Encodings.Content(Encodings.Bomb(encoding, 256 * OneMore), encoding);
        using var response = await _client.PostAsync("/patients", content, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", '\n', OneMore + 1)]
    [InlineData("br", 'x', 256 * OneMore)]
    public async Task Import_OfADecompressionBomb_Is413AtTheLimit(string encoding, char of, int bytes)
    {
        await using var api = new ApiFactory(postgres.NewDatabase()).With(
            "Requests:MaxDecompressedBytes", $"{OneMore}");
        using var client = await api.CreateReadyClientAsync();

        using var content = Encodings.Content(
            Encodings.Bomb(encoding, bytes, (byte)of), encoding, "application/x-ndjson");
        using var response = await client.PostAsync("/patients/import", content, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    // A truncated file must not look like one that has ended.
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Send_OfATruncatedOrCorruptBody_Is400(string encoding)
    {
        // The same bytes in every run: Brotli has no checksum, so whether a changed byte breaks it depends on all
        // others.
        var lines = FhirLines.Utf8(
            FhirLines.Patient("ext-00001"), FhirLines.Patient("ext-00002", new string('x', 100)));
        var whole = Encodings.Encode(encoding, lines);
        byte[] broken = [.. whole];
        broken[whole.Length / 2] ^= 0x55;
        foreach (var (path, mediaType) in ((string, string)[])[
            ("/patients", "application/json"), ("/patients/import", "application/x-ndjson")
        ])
        {
            foreach (var body in (byte[][])[whole[..^1], whole[..(whole.Length / 2)], broken, [1, 2, 3]])
            {
                using var content = Encodings.Content(body, encoding, mediaType);
                using var response = await _client.PostAsync(path, content, Token);

                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            }
        }
    }

    private async Task<KeyedResponse> PutAsync(
        string path, PatientRequest patient, string key, string? encoding, string? ifMatch = null)
    {
        var body = await JsonContent.Create(patient).ReadAsByteArrayAsync(Token);
        return await _client.WriteAsync(
            HttpMethod.Put,
            path,
            key,
            Encodings.Content(encoding is null ? body : Encodings.Encode(encoding, body), encoding),
            ifMatch);
    }

    private static string? LastNameOf(KeyedResponse response) => response.Json.GetProperty("lastName").GetString();
}
