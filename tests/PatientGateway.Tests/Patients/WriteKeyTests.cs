using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientGateway.Tests.Fixtures;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Tests.Patients;

/// <summary>Each write has an idempotency key, with which the gateway and its caller can retry it.</summary>
public sealed class WriteKeyTests : IDisposable
{
    private const string ProblemJson = "application/problem+json";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public WriteKeyTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings = { ["Resilience:Pipelines:patient-api:RateLimit:Enabled"] = "false" }
        };
        _caller = _gateway.CreateClient();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PUT", $"/{Samples.Id}")]
    [InlineData("PUT", "/by-external-id/x-1")]
    [InlineData("DELETE", $"/{Samples.Id}")]
    public async Task Write_WithoutAKey_GetsOneThatIsForwardedAndReturned(string method, string path)
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
    public async Task Write_WithAKey_KeepsItWhateverTheStatus(HttpStatusCode status)
    {
        _api.On("POST /patients", status, Samples.Patient);

        using var response = await WriteAsync("POST", "", "the-callers-own");

        Assert.Equal("the-callers-own", Assert.Single(response.Headers.GetValues(IdempotencyHeaders.Key)));
        Assert.Equal("the-callers-own", Assert.Single(_api.Single.Headers.GetValues(IdempotencyHeaders.Key)));
    }

    [Fact]
    public async Task Write_WithAnInvalidKey_Is400WithoutACall()
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
    public async Task Write_AfterATransientFailure_IsRetriedWithTheSameKey(HttpStatusCode failure)
    {
        var calls = 0;
        _api.On("POST /patients", () => ++calls == 1
            ? StubApi.Response(failure)
            : Replayed(StubApi.Response(HttpStatusCode.Created, Samples.Patient)));

        using var response = await WriteAsync("POST", "");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("true", Assert.Single(response.Headers.GetValues(IdempotencyHeaders.Replayed)));
        Assert.Single(_api.Received.Select(request => request.Headers.GetValues(IdempotencyHeaders.Key).Single())
            .Distinct(StringComparer.Ordinal));
        Assert.Equal(2, _api.Received.Count);
    }

    [Fact]
    public async Task Rejection_Replayed_IsMarked()
    {
        _api.On("POST /patients", () => Replayed(StubApi.Response(HttpStatusCode.Conflict, "{}", ProblemJson)));

        using var response = await WriteAsync("POST", "");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.True(response.Headers.Contains(IdempotencyHeaders.Replayed));
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
        using var request = new HttpRequestMessage(new HttpMethod(method), Gateway.Patients + path)
        {
            Content = method == "DELETE" ? null : Samples.Json()
        };
        request.Headers.TryAddWithoutValidation(IdempotencyHeaders.Key, key is null ? [] : [key]);
        return await _caller.SendAsync(request, Token);
    }
}
