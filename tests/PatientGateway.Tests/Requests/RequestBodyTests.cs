using System.IO.Compression;
using System.Net;
using System.Text;
using PatientGateway.Tests.Batch;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Requests;

/// <summary>
/// Bodies as callers write them. What goes to the API is their content: the gateway takes off what is only of the way
/// to it.
/// </summary>
public sealed class RequestBodyTests : IDisposable
{
    private const string Create = Gateway.Patients;
    private const string Import = $"{Gateway.Patients}/import";

    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public RequestBodyTests()
    {
        _gateway = new Gateway(_api) { Settings = { ["Requests:MaxDecompressedBytes"] = "1048576" } };
        _caller = _gateway.CreateClient();
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient).On(
            "POST /patients/import", HttpStatusCode.OK, "", "application/x-ndjson");
    }

    [Theory]
    [InlineData(Create, "application/json; charset=\"utf-8\"")]
    [InlineData(Create, "application/json;")]
    [InlineData(Import, "application/ndjson")]
    [InlineData(Import, "application/x-ndjson; charset=\"UTF-8\"")]
    [InlineData(Import, "application/fhir+ndjson")]
    public async Task Write_OfAContentTypeHoweverItIsWritten_IsHandedOn(string path, string contentType)
    {
        using var response = await PostAsync(path, "{}"u8.ToArray(), contentType);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("{}"u8.ToArray(), _api.Single.Body);
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", false)]
    [InlineData("application/json", true)]
    public async Task Batch_OfAContentTypeHoweverItIsWritten_IsRead(string contentType, bool isMarked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"items":[ {"n":1} , {"n":2}]}""");

        using var response = await PostAsync(BatchGateway.Create, isMarked ? [.. Mark, .. body] : body, contentType);

        await BatchGateway.AssertStatusesAsync(response, 201, 201);
        Assert.Equal(
            ["""{"n":1}""", """{"n":2}"""],
            _api.Received.Select(request => Encoding.UTF8.GetString(request.Body)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Create_OfABodyWithAByteOrderMark_IsSentWithoutIt()
    {
        using var response = await PostAsync(Create, [.. Mark, .. "{}"u8], "application/json");

        Assert.Equal("{}"u8.ToArray(), _api.Single.Body);
    }

    [Theory]
    [InlineData(Create, "gzip")]
    [InlineData(Create, "identity")]
    [InlineData(Import, "X-GZIP")]
    public async Task Write_OfACompressedBody_IsSentDecompressed(string path, string encoding)
    {
        var body = "{ }\n{ }\n"u8.ToArray();

        using var response = await PostAsync(
            path,
            encoding is "identity" ? body : Gzip(body),
            path == Create ? "application/json" : "application/ndjson",
            encoding);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(body, _api.Single.Body);
        Assert.DoesNotContain("gzip", _api.Single.Headers.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(Create, "application/json")]
    [InlineData(Import, "application/ndjson")]
    [InlineData(BatchGateway.Create, "application/json")]
    public async Task Write_OfABodyThatCannotBeDecompressed_IsTheCallersFault(string path, string contentType)
    {
        using var unknown = await PostAsync(path, "{}"u8.ToArray(), contentType, "zstd");
        using var broken = await PostAsync(path, "{}"u8.ToArray(), contentType, "gzip");
        using var cutOff = await PostAsync(path, Gzip(new byte[1000])[..^1], contentType, "gzip");
        using var bomb = await PostAsync(path, Gzip(new byte[8 * 1024 * 1024]), contentType, "gzip");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, unknown.StatusCode);
        Assert.Equal("br, deflate, gzip", unknown.Headers.GetValues("Accept-Encoding").Single());
        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge],
            [broken.StatusCode, cutOff.StatusCode, bomb.StatusCode]);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private static byte[] Gzip(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path, byte[] body, string contentType, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding is null ? [] : [encoding]);
        return await _caller.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
