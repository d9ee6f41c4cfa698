using System.Net;
using System.Text;
using PatientGateway.Tests.Batch;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Requests;

/// <summary>
/// Bodies as callers write them. The gateway forwards their content and removes only the encoding of the transport.
/// </summary>
public sealed partial class RequestBodyTests : IDisposable
{
    private const string Create = Gateway.Patients;
    private const string Import = $"{Gateway.Patients}/import";
    private const string One = $"{Gateway.Patients}/{Samples.Id}";
    private const string ByExternalId = $"{Gateway.Patients}/by-external-id/x";
    private const int LimitBytes = 1024 * 1024;

    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public RequestBodyTests()
    {
        _gateway = new Gateway(_api) { Settings = { ["Requests:MaxDecompressedBytes"] = $"{LimitBytes}" } };
        _caller = _gateway.CreateClient();
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient).On(
            "POST /patients/import", HttpStatusCode.OK, "", "application/x-ndjson")
            .On($"PUT /patients/{Samples.Id}", HttpStatusCode.OK, Samples.Patient)
            .On("PUT /patients/by-external-id/x", HttpStatusCode.OK, Samples.Patient);
    }

    [Theory]
    [InlineData(Create, "application/json; charset=\"utf-8\"")]
    [InlineData(Create, "application/json;")]
    [InlineData(Import, "application/ndjson")]
    [InlineData(Import, "application/x-ndjson; charset=\"UTF-8\"")]
    [InlineData(Import, "application/fhir+ndjson")]
    public async Task Write_OfAContentTypeInAnySpelling_IsForwarded(string path, string contentType)
    {
        using var response = await PostAsync(path, "{}"u8.ToArray(), contentType);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("{}"u8.ToArray(), _api.Single.Body);
    }

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", false)]
    [InlineData("application/json", true)]
    public async Task Batch_OfAContentTypeInAnySpelling_IsRead(string contentType, bool isMarked)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"items":[ {"n":1} , {"n":2}]}""");

        using var response = await PostAsync(BatchGateway.Create, isMarked ? [.. Mark, .. body] : body, contentType);

        await BatchGateway.AssertStatusesAsync(response, 201, 201);
        Assert.Equal(
            ["""{"n":1}""", """{"n":2}"""],
            _api.Received.Select(request => Encoding.UTF8.GetString(request.Body)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST", Create)]
    [InlineData("PUT", One)]
    [InlineData("PUT", ByExternalId)]
    public async Task Write_OfABodyWithAByteOrderMark_IsSentWithoutIt(string method, string path)
    {
        foreach (var encoding in (string[])["identity", "gzip"])
        {
            using var response = await SendAsync(
                method, path, Compress([.. Mark, .. "{}"u8], encoding), "application/json", encoding);

            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.Equal(2, _api.Received.Count);
        Assert.All(_api.Received, request => Assert.Equal("{}"u8.ToArray(), request.Body));
    }

    /// <summary>The gateway parses no line of an import; the API removes the mark.</summary>
    [Fact]
    public async Task Import_OfAFirstLineWithAByteOrderMark_IsForwardedUnchanged()
    {
        byte[] lines = [.. Mark, .. "{}\n{}\n"u8];

        using var response = await SendAsync("POST", Import, lines, "application/ndjson");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(lines, _api.Single.Body);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType) => SendAsync(
        "POST", path, body, contentType);

    private async Task<HttpResponseMessage> SendAsync(
        string method, string path, byte[] body, string contentType, string? encoding = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new ByteArrayContent(body)
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding is null ? [] : [encoding]);
        request.Headers.TryAddWithoutValidation("If-Match", method == "PUT" ? ["*"] : []);
        return await _caller.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
