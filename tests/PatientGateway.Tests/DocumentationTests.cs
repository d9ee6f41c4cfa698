using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests;

public sealed class DocumentationTests : IDisposable
{
    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public DocumentationTests()
    {
        _gateway = new Gateway(_api);
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData("/api/v1/patients", "get", "200")]
    [InlineData("/api/v1/patients", "post", "201")]
    [InlineData("/api/v1/patients/{id}", "get", "304")]
    [InlineData("/api/v1/patients/{id}", "put", "412")]
    [InlineData("/api/v1/patients/{id}", "delete", "204")]
    [InlineData("/api/v1/patients/by-external-id/{externalId}", "put", "201")]
    [InlineData("/api/v1/patients/by-external-id/{externalId}", "get", "304")]
    [InlineData("/api/v1/patients/import", "post", "415")]
    [InlineData("/api/v1/batch/patients/get", "post", "200", "Batches")]
    [InlineData("/api/v1/batch/patients/create", "post", "413", "Batches")]
    public async Task OpenApi_OfARoute_HasSummaryTagAndStatuses(
        string path, string method, string status, string tag = "Patients")
    {
        var document = await _caller.GetFromJsonAsync<JsonElement>(
            "/openapi/v1.json", TestContext.Current.CancellationToken);

        var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method);
        Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
        Assert.Equal(tag, operation.GetProperty("tags")[0].GetString());
        Assert.True(operation.GetProperty("responses").TryGetProperty(status, out _));
        Assert.True(operation.GetProperty("responses").TryGetProperty("503", out _));
    }

    [Fact]
    public async Task OpenApi_OfEveryRoute_HasATitleOfAtMostFourWords()
    {
        var document = await _caller.GetFromJsonAsync<JsonElement>(
            "/openapi/v1.json", TestContext.Current.CancellationToken);

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => operation.Value)).ToList();
        Assert.NotEmpty(operations);
        Assert.All(operations, operation => Assert.InRange(
            operation.GetProperty("summary").GetString()!.Split(' ').Length, 1, 4));
    }

    [Theory]
    [InlineData("/api/v1/patients", "get", "200", "X-Data-Source")]
    [InlineData("/api/v1/patients/{id}/summary", "get", "200", "ETag")]
    [InlineData("/api/v1/patients/{id}", "put", "200", "Idempotency-Replayed")]
    [InlineData("/api/v1/patients", "post", "202", "Location")]
    [InlineData("/api/v1/patients", "post", "503", "Retry-After")]
    [InlineData("/api/v1/batch/patients/get", "post", "200", "Age")]
    [InlineData("/api/v1/patients/{id}", "get", "200", "RateLimit")]
    [InlineData("/api/v1/patients/{id}", "get", "404", "RateLimit-Policy")]
    [InlineData("/api/v1/patients/{id}", "get", "200", "X-RateLimit-Limit")]
    [InlineData("/api/v1/patients/{id}", "get", "200", "X-RateLimit-Remaining")]
    [InlineData("/api/v1/patients/{id}", "get", "401", "X-RateLimit-Reset")]
    [InlineData("/api/v1/patients/{id}", "get", "429", "Retry-After")]
    [InlineData("/api/v1/batch/patients/get", "post", "503", "X-Load-Shed")]
    public async Task OpenApi_OfARoute_NamesTheHeadersOfItsResponses(
        string path, string method, string status, string header)
    {
        var document = await _caller.GetFromJsonAsync<JsonElement>(
            "/openapi/v1.json", TestContext.Current.CancellationToken);

        var response = document.GetProperty("paths")
            .GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty(status);
        Assert.NotEmpty(response.GetProperty("headers").GetProperty(header).GetProperty("description").GetString()!);
    }

    [Theory]
    [InlineData("/scalar/")]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/ready")]
    [InlineData("/started")]
    public async Task Get_OfAPageOfTheGatewaysOwn_NeedsNoApi(string path)
    {
        using var response = await _caller.GetAsync(
            new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(_api.Received);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }
}
