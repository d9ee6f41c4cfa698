using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Tests.Patients;

/// <summary>Each write has a key, with which it may be sent again: by the gateway, and by whoever called it.</summary>
public sealed class WriteKeyTests : IDisposable
{
    private const string InFlight = $$"""{"type":"{{ProblemTypes.KeyInFlight}}","status":409}""";
    private const string ProblemJson = "application/problem+json";
    private const int TimeLimit = 60_000;

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public WriteKeyTests()
    {
        _gateway = new Gateway(_api) { Settings = { ["Resilience:Pipelines:patient-api:RateLimit:Enabled"] = "false" } };
        _caller = _gateway.CreateClient();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PUT", $"/{Samples.Id}")]
    [InlineData("PUT", "/by-external-id/x-1")]
    [InlineData("DELETE", $"/{Samples.Id}")]
    public async Task Write_WithoutAKey_GetsOneThatIsSentOnAndReturned(string method, string path)
    {
        _api.On($"{method} /patients{path}", HttpStatusCode.OK, Samples.Patient);

        using var response = await WriteAsync(method, path);

        var key = Assert.Single(response.Headers.GetValues(IdempotencyHeaders.Key));
        Assert.True(IdempotencyKey.IsValid(key));
        Assert.Equal(key, Assert.Single(_api.Single.Headers.GetValues(IdempotencyHeaders.Key)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Created)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Write_WithAKey_KeepsItWhateverBecomesOfIt(HttpStatusCode status)
    {
        _api.On("POST /patients", status, Samples.Patient);

        using var response = await WriteAsync("POST", "", "the-callers-own");

        Assert.Equal("the-callers-own", Assert.Single(response.Headers.GetValues(IdempotencyHeaders.Key)));
        Assert.Equal("the-callers-own", Assert.Single(_api.Single.Headers.GetValues(IdempotencyHeaders.Key)));
    }

    [Fact]
    public async Task Write_WithWhatIsNoKey_Is400WithoutACall()
    {
        using var response = await WriteAsync("POST", "", "no key");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(problem.GetProperty("errors").TryGetProperty(IdempotencyHeaders.Key, out _));
        Assert.Empty(_api.Received);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Write_AfterATransientFailure_IsSentAgainWithTheSameKey(HttpStatusCode failure)
    {
        var calls = 0;
        _api.On("POST /patients", () => ++calls == 1 ? StubApi.Response(failure) : Replayed(StubApi.Response(HttpStatusCode.Created, Samples.Patient)));

        using var response = await WriteAsync("POST", "");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("true", Assert.Single(response.Headers.GetValues(IdempotencyHeaders.Replayed)));
        Assert.Single(_api.Received.Select(request => request.Headers.GetValues(IdempotencyHeaders.Key).Single()).Distinct(StringComparer.Ordinal));
        Assert.Equal(2, _api.Received.Count);
    }

    [Fact]
    public async Task Refusal_ThatIsReplayed_SaysSo()
    {
        _api.On("POST /patients", () => Replayed(StubApi.Response(HttpStatusCode.Conflict, "{}", ProblemJson)));

        using var response = await WriteAsync("POST", "");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.True(response.Headers.Contains(IdempotencyHeaders.Replayed));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WhoseFirstRequestIsInFlight_WaitsForItsEnd()
    {
        var calls = 0;
        var told = new TaskCompletionSource();
        _api.On("POST /patients", () =>
        {
            told.TrySetResult();
            return ++calls == 1 ? StubApi.Response(HttpStatusCode.Conflict, InFlight, ProblemJson, retryAfter: "1") : StubApi.Response(HttpStatusCode.Created, Samples.Patient);
        });
        var write = WriteAsync("POST", "");
        await told.Task.WaitAsync(Token);

        using var response = await AdvanceUntilAsync(write, _gateway, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Created, 2), (response.StatusCode, _api.Received.Count));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WhoseFirstRequestStaysInFlight_IsToldWhenItsTimeIsUp()
    {
        _api.On("POST /patients", HttpStatusCode.Conflict, InFlight, ProblemJson, retryAfter: "1");

        using var response = await AdvanceUntilAsync(WriteAsync("POST", ""), _gateway, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Conflict, TimeSpan.FromSeconds(1)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Contains(ProblemTypes.KeyInFlight, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.InRange(_api.Received.Count, 2, 40);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Write_WhoseFirstRequestIsInFlightWhenTheApiGoesAway_MayHaveSucceeded()
    {
        var calls = 0;
        _api.On("POST /patients", () => ++calls == 1
            ? StubApi.Response(HttpStatusCode.Conflict, InFlight, ProblemJson, retryAfter: "1")
            : throw new HttpRequestException(HttpRequestError.ConnectionError));

        using var response = await AdvanceUntilAsync(WriteAsync("POST", ""), _gateway, TestContext.Current.CancellationToken);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (response.StatusCode, problem.GetProperty("mayHaveSucceeded").GetBoolean()));
    }

    [Fact]
    public async Task Conflict_OfAnotherKind_IsNotWaitedFor()
    {
        _api.On("POST /patients", HttpStatusCode.Conflict, """{"type":"about:blank","status":409}""", ProblemJson, retryAfter: "1");

        using var response = await WriteAsync("POST", "");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Single(_api.Received);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    public async Task Failure_OfAWrite_SaysWhetherItMayHaveSucceeded(HttpRequestError error, bool mayHaveSucceeded)
    {
        _api.On("POST /patients", () => throw new HttpRequestException(error));

        using var response = await WriteAsync("POST", "");

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(mayHaveSucceeded, problem.GetProperty("mayHaveSucceeded").GetBoolean());
        Assert.True(response.Headers.Contains(IdempotencyHeaders.Key));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Failure_OfAWriteThatWaitedForAPlaceUntilTheEnd_CannotHaveSucceeded()
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
        Assert.Equal((HttpStatusCode.GatewayTimeout, false), (response.StatusCode, problem.GetProperty("mayHaveSucceeded").GetBoolean()));
        (await AdvanceUntilAsync(read, gateway, TestContext.Current.CancellationToken)).Dispose();
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private static HttpResponseMessage Replayed(HttpResponseMessage response)
    {
        response.Headers.Add(IdempotencyHeaders.Replayed, "true");
        return response;
    }

    private async Task<HttpResponseMessage> WriteAsync(string method, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Gateway.Patients + path) { Content = method == "DELETE" ? null : Samples.Json() };
        request.Headers.TryAddWithoutValidation(IdempotencyHeaders.Key, key is null ? [] : [key]);
        return await _caller.SendAsync(request, Token);
    }

    // The clock goes on while somebody waits by it.
    private static async Task<HttpResponseMessage> AdvanceUntilAsync(Task<HttpResponseMessage> call, Gateway gateway, CancellationToken cancellationToken)
    {
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!call.IsCompleted && await turn.WaitForNextTickAsync(cancellationToken))
        {
            gateway.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        return await call;
    }
}
