using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Batch;

/// <summary>
/// Batches that are rejected as a whole: always with a 4xx status, the field's name, and no call of the API.
/// </summary>
public sealed class BatchInputTests : IAsyncDisposable
{
    private const string AnId = "0197a000-0000-7000-8000-000000000001";

    private readonly BatchGateway _batches = new();

    [Theory]
    [InlineData(BatchGateway.Get, "{}", "ids")]
    [InlineData(BatchGateway.Get, """{"ids":null}""", "ids")]
    [InlineData(BatchGateway.Get, """{"ids":[]}""", "ids")]
    [InlineData(BatchGateway.Get, """{"ids":"x"}""", "ids")]
    [InlineData(BatchGateway.Get, """{"ids":[null]}""", "ids[0]")]
    [InlineData(BatchGateway.Get, $$"""{"ids":["{{AnId}}","x"]}""", "ids[1]")]
    [InlineData(BatchGateway.Get, $$"""{"ids":["{{AnId}}",1e999]}""", "ids[1]")]
    [InlineData(BatchGateway.Get, $$"""{"ids":["{{AnId}}"],"includeDetails":"yes"}""", "includeDetails")]
    [InlineData(BatchGateway.Get, $$"""{"ids":["{{AnId}}"],"ids":["{{AnId}}"]}""", null)]
    [InlineData(BatchGateway.Get, "null", "body")]
    [InlineData(BatchGateway.Get, "[]", "body")]
    [InlineData(BatchGateway.Get, "", "body")]
    [InlineData(BatchGateway.Create, "{}", "items")]
    [InlineData(BatchGateway.Create, """{"items":null}""", "items")]
    [InlineData(BatchGateway.Create, """{"items":[]}""", "items")]
    [InlineData(BatchGateway.Create, """{"items":{}}""", "items")]
    [InlineData(BatchGateway.Create, """{"items":[{}],"items":[{}]}""", null)]
    [InlineData(BatchGateway.Create, """{"items":[{"firstName":]}""", null)]
    [InlineData(BatchGateway.Create, """{"items":[{}""", null)]
    [InlineData(BatchGateway.Create, """{"items":[{}]} {}""", null)]
    [InlineData(BatchGateway.Create, "\"\\ud800\"", "body")]
    [InlineData(BatchGateway.Create, """{"\ud800":1,"items":[{}]}""", null)]
    [InlineData(BatchGateway.Get, $$"""{"\ud800":1,"ids":["{{AnId}}"]}""", null)]
    public async Task Post_OfAnInvalidBatch_Returns400WithoutACall(string path, string json, string? field)
    {
        using var response = await _batches.PostAsync(path, json);

        await AssertRefusedAsync(response, field);
    }

    [Theory]
    [InlineData(BatchGateway.Get, "ids")]
    [InlineData(BatchGateway.Create, "items")]
    public async Task Post_OfMoreThanTheMaximumBatch_Returns400WithoutACall(string path, string field)
    {
        using var response = await _batches.PostAsync(
            path,
            JsonSerializer.Serialize(new Dictionary<string, string[]> { [field] = [.. Enumerable.Repeat(AnId, 101)] }));

        await AssertRefusedAsync(response, field);
    }

    [Fact]
    public async Task Post_OfFewerThanAHundredButMoreThanTheSettingsAllow_Returns400()
    {
        await using var batches = new BatchGateway(("Batch:MaxItems", "2"));

        using var response = await batches.GetAsync(1, 2, 3);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Post_OfAnotherContentType_Returns415(string contentType)
    {
        using var caller = _batches.Gateway.CreateClient();
        using var content = Samples.Ndjson("""{"items":[{}]}""", contentType);

        using var response = await caller.PostAsync(
            new Uri(BatchGateway.Create, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Empty(_batches.Api.Received);
    }

    [Fact]
    public async Task Post_OfABodyThatIsTooLarge_Returns413()
    {
        await using var gateway = Gateway.OnKestrel(new Uri("http://127.0.0.1:9"));
        using var caller = gateway.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, BatchGateway.Create)
        {
            Content = Samples.Json(new string(' ', (4 * 1024 * 1024) + 1))
        };
        request.Headers.ExpectContinue = true;

        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Create_WithAnInvalidKey_Returns400WithoutACall()
    {
        using var response = await _batches.CreateAsync("{}", "two words");

        await AssertRefusedAsync(response, "Idempotency-Key");
    }

    [Theory]
    [InlineData("MaxItems", "0")]
    [InlineData("MaxItems", "101")]
    [InlineData("Concurrency", "0")]
    [InlineData("ReadPause", "-00:00:01")]
    [InlineData("WritePause", "00:01:00")]
    [InlineData("PermitWaitTimeout", "-00:00:01")]
    [InlineData("MaxBodyBytes", "10")]
    public async Task Start_WithSettingsUnderWhichNoBatchSucceeds_Fails(string setting, string value)
    {
        await using var batches = new BatchGateway(($"Batch:{setting}", value));

        var exception = Assert.ThrowsAny<OptionsValidationException>(() => batches.Gateway.CreateClient());

        Assert.Contains($"Batch:{setting}", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private async Task AssertRefusedAsync(HttpResponseMessage response, string? field)
    {
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var name = Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name;
        Assert.True(field is null || field == name, $"It names {name}.");
        Assert.Empty(_batches.Api.Received);
    }
}
