using System.Net;
using System.Text.Json;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>Writes that cannot be queued, and writes that must not overtake a pending one.</summary>
public sealed class RefusedWriteTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly StubApi _api = new();
    private QueueGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await QueueGateway.StartAsync(
        _api, server, ("Queues:patient-writes:MaxLength", "2"));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PUT", $"/{Samples.Id}")]
    [InlineData("PUT", "/by-external-id/x-1")]
    [InlineData("DELETE", $"/{Samples.Id}")]
    public async Task Write_WithoutThePreferenceBehindAPendingWrite_IsRejectedWithAdvice(string method, string path)
    {
        _gateway.OpenCircuit();
        await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}");

        using var response = await _gateway.SendAsync(
            new(method), path, wait: false, body: method == "DELETE" ? null : Body.Ada);

        await ProblemAssert.IsProblemAsync(response, 409);
        var problem = await ReadAsync(response);
        Assert.Equal("urn:patients:problem:writes-are-queued", problem.GetProperty("type").GetString());
        Assert.Contains("Prefer: respond-async", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            (true, false),
            (problem.GetProperty("canRetry").GetBoolean(), problem.GetProperty("mayHaveSucceeded").GetBoolean()));
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        Assert.Empty(_api.Received);
    }

    [Fact]
    public async Task Write_OfAnotherPatientThanAPendingWrite_IsSent()
    {
        _gateway.OpenCircuit();
        await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}");

        using var response = await _gateway.SendAsync(
            HttpMethod.Put,
            "/by-external-id/x-2",
            wait: false,
            body: Body.Ada.Replace("x-1", "x-2", StringComparison.Ordinal));

        await ProblemAssert.IsProblemAsync(response, 503);
    }

    [Fact]
    public async Task Write_WhenTheQueueIsFull_Is503()
    {
        _gateway.OpenCircuit();
        await _gateway.AcceptedAsync(HttpMethod.Put, "/by-external-id/x-1");
        await _gateway.AcceptedAsync(HttpMethod.Put, "/by-external-id/x-1");

        using var response = await _gateway.SendAsync(HttpMethod.Put, "/by-external-id/x-1");

        await ProblemAssert.IsProblemAsync(response, 503);
        Assert.Equal("system_busy", (await ReadAsync(response)).GetProperty("category").GetString());
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("""{ "externalId": 5 }""", "externalId")]
    [InlineData("""{ "firstName": "Ada" }""", "externalId")]
    [InlineData("""{ "externalId": "x-1", "birthDate": "yesterday" }""", "birthDate")]
    [InlineData("""{ "externalId": "x-1" """, "body")]
    [InlineData("""{ "externalId": "x-1", "\ud800": 1 }""", "body")]
    [InlineData("""{ "externalId": "x-1", "details": { "\ud800": 1 } }""", "details")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    public async Task Write_InvalidAndToBeQueued_IsRejectedWithTheField(string body, string field)
    {
        _gateway.OpenCircuit();

        using var response = await _gateway.SendAsync(HttpMethod.Post, "", body: body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await ReadAsync(response)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Replace_ToBeQueuedWithoutAPrecondition_Is428AtOnce()
    {
        _gateway.OpenCircuit();

        using var response = await _gateway.SendAsync(HttpMethod.Put, $"/{Samples.Id}", condition: null);

        await ProblemAssert.IsProblemAsync(response, 428);
        Assert.Contains(
            "If-Match", (await ReadAsync(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_WithoutRedis_IsSentWhileTheApiRespondsAndIs503Otherwise()
    {
        await using var alone = new QueueGateway(_api, redis: null);
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);
        using var direct = await alone.SendAsync(HttpMethod.Post, "", wait: false);
        using var preferring = await alone.SendAsync(HttpMethod.Post, "");
        alone.OpenCircuit();
        using var unsent = await alone.SendAsync(HttpMethod.Post, "");
        alone.CloseCircuit();
        _api.On("POST /patients", () => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        using var sent = await alone.SendAsync(HttpMethod.Post, "", "key-1");
        using var operation = await alone.GetAsync($"/api/v1/operations/{new string('a', 22)}");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (direct.StatusCode, preferring.StatusCode));
        foreach (var (response, mayHaveSucceeded) in ((HttpResponseMessage, bool)[])[
            (unsent, false), (sent, true), (operation, false)
        ])
        {
            await ProblemAssert.IsProblemAsync(response, 503);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal(mayHaveSucceeded, (await ReadAsync(response)).GetProperty("mayHaveSucceeded").GetBoolean());
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}
