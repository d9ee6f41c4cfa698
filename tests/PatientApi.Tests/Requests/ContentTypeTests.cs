using System.Net;
using System.Text;
using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Tests.Idempotency;
using PatientApi.Tests.Import;

namespace PatientApi.Tests.Requests;

/// <summary>The meaning of a Content-Type in any spelling, and of a byte order mark before the content.</summary>
public sealed class ContentTypeTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private readonly HttpClient _client = fixture.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("application/json; charset=\"utf\\-8\"")]
    [InlineData("APPLICATION/JSON ; CHARSET=utf-8")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=us-ascii")]
    [InlineData("application/json;")]
    [InlineData("application/json; profile=\"a;charset=utf-16\"")]
    [InlineData("application/fhir+json; charset=\"utf-8\"; fhirVersion=4.0")]
    public async Task Write_OfUtf8JsonInAnySpelling_IsAccepted(string contentType)
    {
        var (post, put) = (Samples.Patient(), Samples.Patient());

        Assert.Equal(HttpStatusCode.Created, await SendAsync(HttpMethod.Post, "/patients", Utf8(post), contentType));
        Assert.Equal(
            HttpStatusCode.Created,
            await SendAsync(HttpMethod.Put, $"/patients/by-external-id/{put.ExternalId}", Utf8(put), contentType));
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-16\"")]
    [InlineData("application/json; charset=utf-8; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset='utf-8'")]
    [InlineData("application/json; charset=\"")]
    [InlineData("application/json, application/json")]
    [InlineData("json")]
    [InlineData("\"application/json\"")]
    public async Task Write_OfAnythingElse_Is415(string contentType) =>
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            await SendAsync(HttpMethod.Post, "/patients", Utf8(Samples.Patient()), contentType));

    [Theory]
    [InlineData("application/ndjson")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/fhir+ndjson")]
    [InlineData("application/x-ndjson; charset=\"utf-8\"")]
    [InlineData("Application/NDJSON;charset=UTF-8")]
    public async Task Import_OfAnyNdjsonType_IsAccepted(string contentType) =>
        Assert.Equal(HttpStatusCode.OK, await SendAsync(
            HttpMethod.Post,
            "/patients/import",
            FhirLines.Utf8(FhirLines.Patient(Samples.NewExternalId())),
            contentType));

    [Theory]
    [InlineData("application/ndjson; charset=utf-16")]
    [InlineData("application/json")]
    [InlineData("application/jsonndjson")]
    public async Task Import_OfAnythingElse_Is415(string contentType) =>
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            await SendAsync(HttpMethod.Post, "/patients/import", "\n"u8.ToArray(), contentType));

    [Fact]
    public async Task Write_OfABodyWithAByteOrderMark_IsAcceptedAndItsKeyCoversTheRest()
    {
        var (patient, key) = (Samples.Patient(), KeyedWrites.NewKey());

        var marked = await _client.WriteAsync(
            HttpMethod.Post, "/patients", key, Content([.. Mark, .. Utf8(patient)], "application/json"));
        var plain = await _client.WriteAsync(
            HttpMethod.Post, "/patients", key, Content(Utf8(patient), "application/json"));

        Assert.Equal(HttpStatusCode.Created, marked.Status);
        Assert.Equal(marked.AsReplay(), plain);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(
            HttpMethod.Put,
            $"/patients/by-external-id/{patient.ExternalId}",
            [.. Mark, .. Utf8(patient)],
            "application/json"));
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x7B, 0x7D })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0x7B, 0x7D })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0x00 })]
    public async Task Write_OfAByteOrderMarkWithoutJson_Is400(byte[] body) =>
        Assert.Equal(
            HttpStatusCode.BadRequest, await SendAsync(HttpMethod.Post, "/patients", body, "application/json"));

    // Concatenated files have marks in the middle.
    [Fact]
    public async Task Import_OfLinesWithByteOrderMarks_StoresThem()
    {
        string[] lines = [FhirLines.Patient(Samples.NewExternalId()), FhirLines.Patient(Samples.NewExternalId()), ""];
        byte[] body = [.. lines.SelectMany(line => (byte[])[.. Mark, .. Encoding.UTF8.GetBytes(line), (byte)'\n'])];

        var results = await _client.ImportAsync(body);

        Assert.Equal([ImportStatus.Created, ImportStatus.Created], results.Select(result => result.Status));
    }

    private static byte[] Utf8(PatientRequest patient) => JsonSerializer.SerializeToUtf8Bytes(
        patient, JsonSerializerOptions.Web);

    private static ByteArrayContent Content(byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, byte[] body, string contentType)
    {
        using var request = new HttpRequestMessage(method, path) { Content = Content(body, contentType) };
        using var response = await _client.SendAsync(request, Token);
        return response.StatusCode;
    }
}
