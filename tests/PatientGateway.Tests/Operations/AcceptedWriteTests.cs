using System.Net;
using System.Text;
using System.Text.Json;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>
/// A write while the API is unavailable is queued if the caller prefers it, and is executed once when the API is
/// available again.
/// </summary>
public sealed partial class AcceptedWriteTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Reused = """{"type":"urn:patients:problem:idempotency-key-reused","status":422}""";
    private const string Problem = "application/problem+json";

    private readonly StubApi _api = new();
    private QueueGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await QueueGateway.StartAsync(_api, server);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Fact]
    public async Task Create_WhileTheCircuitIsOpen_IsAcceptedWithAnIdAndCreatedUnderItLater()
    {
        _gateway.OpenCircuit();

        using var response = await _gateway.SendAsync(HttpMethod.Post, "", "key-1");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["respond-async"], response.Headers.GetValues("Preference-Applied"));
        Assert.Equal(["key-1"], response.Headers.GetValues("Idempotency-Key"));
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        var accepted = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(
            ("queued", 0), (accepted.GetProperty("state").GetString(), accepted.GetProperty("attempts").GetInt32()));
        Assert.Equal(
            response.Headers.Location!.ToString(), accepted.GetProperty("links").GetProperty("self").GetString());
        var patient = accepted.GetProperty("links").GetProperty("patient").GetString()!;
        var path = patient.Replace("/api/v1", "", StringComparison.Ordinal);
        Assert.Equal('7', path.Split('-')[2][0]);
        Assert.Empty(_api.Received);

        _api.On(
            $"PUT {path}",
            HttpStatusCode.Created,
            Samples.Patient.Replace(Samples.Id, path.Split('/')[^1], StringComparison.Ordinal));
        _gateway.CloseCircuit();

        var done = await _gateway.EndAsync(response.Headers.Location, "succeeded");
        Assert.Equal(
            (1, patient),
            (done.GetProperty("attempts").GetInt32(), done.GetProperty("links").GetProperty("patient").GetString()));
        var sent = _api.Single;
        Assert.Equal((Body.Ada, "key-1", "*"), (
            Encoding.UTF8.GetString(sent.Body),
            sent.Headers.GetValues("Idempotency-Key").Single(),
            sent.Headers.IfNoneMatch.ToString()));
    }

    /// <summary>The byte order mark is not part of the request: with and without it, the request is the same.</summary>
    [Theory]
    [InlineData("POST", "")]
    [InlineData("PUT", $"/{Samples.Id}")]
    [InlineData("PUT", "/by-external-id/x-1")]
    public async Task Write_OfABodyWithAByteOrderMark_IsDeliveredWithoutIt(
        string method, string path)
    {
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(new(method), path, "key-1", $"\uFEFF{Body.Ada}");
        var again = await _gateway.AcceptedAsync(new(method), path, "key-1", Body.Ada);
        var target = method != "POST"
            ? $"/patients{path}"
            : (await _gateway.ReadAsync(operation)).GetProperty("links").GetProperty("patient")
                .GetString()!["/api/v1".Length..];
        _api.On($"PUT {target}", HttpStatusCode.OK, Samples.Patient);

        _gateway.CloseCircuit();

        Assert.Equal(operation, again);
        await _gateway.EndAsync(operation, "succeeded");
        Assert.Equal(Body.Ada, Encoding.UTF8.GetString(_api.Single.Body));
    }

    [Fact]
    public async Task Create_ThatMayHaveReachedTheApi_IsRetriedUnchanged()
    {
        var away = true;
        _api.On("POST /patients", () => away
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
            : StubApi.Response(HttpStatusCode.Created, Samples.Patient));

        using var response = await _gateway.SendAsync(HttpMethod.Post, "", "key-1");
        var accepted = await _gateway.ReadAsync(response.Headers.Location);
        away = false;

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.False(accepted.GetProperty("links").TryGetProperty("patient", out _));
        var done = await _gateway.EndAsync(response.Headers.Location!, "succeeded");
        Assert.Equal($"{Gateway.Patients}/{Samples.Id}", done.GetProperty("links").GetProperty("patient").GetString());
        Assert.All(_api.Received, sent => Assert.Equal(
            ("POST", "key-1", Body.Ada),
            (sent.Method.Method, sent.Headers.GetValues("Idempotency-Key")
                .Single(), Encoding.UTF8.GetString(sent.Body))));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("""{"category":"system_busy","canRetry":true,"mayHaveSucceeded":false}""", true)]
    public async Task Create_AnsweredWithUnavailable_GetsAnIdOnlyIfItCannotHaveSucceeded(
        string body, bool hasId)
    {
        _api.On("POST /patients", HttpStatusCode.ServiceUnavailable, body, Problem);

        using var response = await _gateway.SendAsync(HttpMethod.Post, "", "key-1");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(
            hasId,
            (await _gateway.ReadAsync(response.Headers.Location)).GetProperty("links")
                .TryGetProperty("patient", out _));
    }

    [Fact]
    public async Task Create_WithAKeyThatTheApiHasSeen_GetsTheStoredResponse()
    {
        _gateway.OpenCircuit();
        using var response = await _gateway.SendAsync(HttpMethod.Post, "", "key-1");
        var patient = (await _gateway.ReadAsync(response.Headers.Location)).GetProperty("links")
            .GetProperty("patient").GetString()!;
        _api.On(
            $"PUT {patient.Replace("/api/v1", "", StringComparison.Ordinal)}",
            HttpStatusCode.UnprocessableEntity,
            Reused,
            Problem);
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);

        _gateway.CloseCircuit();

        var done = await _gateway.EndAsync(response.Headers.Location!, "succeeded");
        Assert.Equal($"{Gateway.Patients}/{Samples.Id}", done.GetProperty("links").GetProperty("patient").GetString());
    }

    [Fact]
    public async Task Writes_OfOnePatient_AreDeliveredInOrderWithTheirPreconditions()
    {
        _gateway.OpenCircuit();
        foreach (var (number, tag) in ((int, string)[])[(1, "\"1\""), (2, "\"2\""), (3, "*")])
        {
            using var response = await _gateway.SendAsync(
                HttpMethod.Put, $"/{Samples.Id}", $"key-{number}", headers: ("If-Match", tag));
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        var last = await _gateway.AcceptedAsync(HttpMethod.Put, "/by-external-id/x-1", "key-4");
        _api.On($"PUT /patients/{Samples.Id}", HttpStatusCode.OK, Samples.Patient);
        _api.On("PUT /patients/by-external-id/x-1", HttpStatusCode.OK, Samples.Patient);

        _gateway.CloseCircuit();

        await _gateway.EndAsync(last, "succeeded");
        Assert.Equal(
            ["key-1", "key-2", "key-3", "key-4"],
            _api.Received.Select(sent => sent.Headers.GetValues("Idempotency-Key").Single()));
        Assert.Equal(["\"1\"", "\"2\"", "*", ""], _api.Received.Select(sent => sent.Headers.IfMatch.ToString()));
    }
}
