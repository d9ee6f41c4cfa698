using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>
/// The gateway waits for a write whose first request is still in flight; each failure has mayHaveSucceeded.
/// </summary>
public sealed class UncertainWriteTests : IDisposable
{
    private const string InFlight = $$"""{"type":"{{ProblemTypes.KeyInFlight}}","status":409}""";
    private const string ProblemJson = "application/problem+json";
    private const int TimeLimit = 60_000;

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public UncertainWriteTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings = { ["Resilience:Pipelines:patient-api:RateLimit:Enabled"] = "false" }
        };
        _caller = _gateway.CreateClient();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WhileItsFirstRequestIsInFlight_WaitsForItsEnd()
    {
        var calls = 0;
        var received = new TaskCompletionSource();
        _api.On("POST /patients", () =>
        {
            received.TrySetResult();
            return ++calls == 1
                ? StubApi.Response(HttpStatusCode.Conflict, InFlight, ProblemJson, retryAfter: "1")
                : StubApi.Response(HttpStatusCode.Created, Samples.Patient);
        });
        var write = CreateAsync();
        await received.Task.WaitAsync(Token);

        using var response = await AdvanceUntilAsync(write, _gateway, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Created, 2), (response.StatusCode, _api.Received.Count));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WithItsFirstRequestStillInFlightAtTheTimeout_Is409WithRetryAfter()
    {
        _api.On("POST /patients", HttpStatusCode.Conflict, InFlight, ProblemJson, retryAfter: "1");

        using var response = await AdvanceUntilAsync(CreateAsync(), _gateway, TestContext.Current.CancellationToken);

        Assert.Equal(
            (HttpStatusCode.Conflict, TimeSpan.FromSeconds(1)),
            (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Contains(
            ProblemTypes.KeyInFlight, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.InRange(_api.Received.Count, 2, 40);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WithItsFirstRequestInFlightWhenTheApiFails_MayHaveSucceeded()
    {
        var calls = 0;
        _api.On("POST /patients", () => ++calls == 1
            ? StubApi.Response(HttpStatusCode.Conflict, InFlight, ProblemJson, retryAfter: "1")
            : throw new HttpRequestException(HttpRequestError.ConnectionError));

        using var response = await AdvanceUntilAsync(CreateAsync(), _gateway, TestContext.Current.CancellationToken);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, true),
            (response.StatusCode, problem.GetProperty("mayHaveSucceeded").GetBoolean()));
    }

    [Fact]
    public async Task Conflict_OfAnotherKind_IsNotWaitedFor()
    {
        _api.On(
            "POST /patients",
            HttpStatusCode.Conflict,
            """{"type":"about:blank","status":409}""",
            ProblemJson,
            retryAfter: "1");

        using var response = await CreateAsync();

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Single(_api.Received);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    public async Task Failure_OfAWrite_HasMayHaveSucceeded(HttpRequestError error, bool mayHaveSucceeded)
    {
        _api.On("POST /patients", () => throw new HttpRequestException(error));

        using var response = await CreateAsync();

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(mayHaveSucceeded, problem.GetProperty("mayHaveSucceeded").GetBoolean());
        Assert.True(response.Headers.Contains("Idempotency-Key"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("<html>upstream connect error</html>", true)]
    [InlineData("""{"category":"system_busy","canRetry":true,"mayHaveSucceeded":false}""", false)]
    [InlineData("""{"category":"service_unavailable","canRetry":true,"mayHaveSucceeded":true}""", true)]
    public async Task Unavailable_AfterAWrite_CannotHaveSucceededOnlyIfTheApiSaysSo(string body, bool mayHaveSucceeded)
    {
        _api.On("POST /patients", HttpStatusCode.ServiceUnavailable, body, ProblemJson);

        using var response = await CreateAsync();

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, mayHaveSucceeded),
            (response.StatusCode, problem.GetProperty("mayHaveSucceeded").GetBoolean()));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Failure_OfAWriteQueuedInTheBulkheadUntilTheTimeout_CannotHaveSucceeded()
    {
        var started = new TaskCompletionSource();
        _api.On($"GET /patients/{Samples.Id}/summary", async token =>
        {
            started.TrySetResult();
            return await Calls.HangAsync(token);
        });
        await using var gateway = new Gateway(_api)
        {
            Settings =
            {
                ["Resilience:Pipelines:patient-api:Bulkhead:MaxConcurrency"] = "1",
                ["Resilience:Pipelines:patient-api:Retry:Enabled"] = "false",
                ["Resilience:Pipelines:patient-api:TotalTimeout:Operations:create_patient"] = "00:00:05",
                ["Resilience:Pipelines:patient-api:CircuitBreaker:Enabled"] = "false",
                ["Fallback:Operations:get_patient_summary:SoftTimeout"] = "00:00:30",
            },
        };
        using var caller = gateway.CreateClient();
        var read = caller.GetAsync(new Uri($"{Gateway.Patients}/{Samples.Id}/summary", UriKind.Relative), Token);
        await started.Task.WaitAsync(Token);
        var write = caller.PostAsync(new Uri(Gateway.Patients, UriKind.Relative), Samples.Json(), Token);

        using var response = await AdvanceUntilAsync(write, gateway, TestContext.Current.CancellationToken);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(
            (HttpStatusCode.GatewayTimeout, false),
            (response.StatusCode, problem.GetProperty("mayHaveSucceeded").GetBoolean()));
        (await AdvanceUntilAsync(read, gateway, TestContext.Current.CancellationToken)).Dispose();
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private Task<HttpResponseMessage> CreateAsync() => _caller.PostAsync(
        new Uri(Gateway.Patients, UriKind.Relative), Samples.Json(), Token);

    // The clock advances while the code waits for it.
    private static async Task<HttpResponseMessage> AdvanceUntilAsync(
        Task<HttpResponseMessage> call, Gateway gateway, CancellationToken cancellationToken)
    {
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!call.IsCompleted && await turn.WaitForNextTickAsync(cancellationToken))
        {
            gateway.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        return await call;
    }
}
