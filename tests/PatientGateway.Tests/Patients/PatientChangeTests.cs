using System.Net;
using Microsoft.AspNetCore.Http;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>
/// A read never returns a cached response that a write may have outdated; a write that was not sent invalidates
/// nothing.
/// </summary>
public sealed class PatientChangeTests : IDisposable
{
    private const string OnePath = $"/patients/{Samples.Id}";

    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public PatientChangeTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings =
        {
            ["Resilience:Defaults:CircuitBreaker:FailureThreshold"] = "1000",
            ["Resilience:Pipelines:patient-api:CircuitBreaker:SlowCallRate"] = "0"
        }
        };
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData("PUT", "", HttpStatusCode.OK)]
    [InlineData("PUT", "", HttpStatusCode.PreconditionFailed)]
    [InlineData("PUT", "", HttpStatusCode.ServiceUnavailable)]
    [InlineData("PUT", "", HttpStatusCode.InternalServerError)]
    [InlineData("DELETE", "", HttpStatusCode.ServiceUnavailable)]
    [InlineData("PUT", "/by-external-id/x-1", HttpStatusCode.OK)]
    [InlineData("PUT", "/by-external-id/x-1", HttpStatusCode.ServiceUnavailable)]
    [InlineData("POST", "/import", HttpStatusCode.OK)]
    [InlineData("POST", "/import", HttpStatusCode.ServiceUnavailable)]
    public async Task Write_ThatMayHaveBeenSent_OutdatesTheCachedResponseWhateverItsOutcome(
        string method, string route, HttpStatusCode outcome)
    {
        await CacheResponseAsync();

        await WriteAsync(method, route, outcome);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadWhileUnavailableAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.NoContent, null)]
    [InlineData(HttpStatusCode.NotFound, StubApi.NoPatient)]
    public async Task Delete_OfAPatient_ErasesTheCachedResponse(HttpStatusCode outcome, string? body)
    {
        await CacheResponseAsync();

        await WriteAsync("DELETE", "", outcome, body);

        Assert.Equal(HttpStatusCode.NotFound, await ReadWhileUnavailableAsync());
    }

    [Fact]
    public async Task Read_OfADeletedPatient_ErasesEveryView()
    {
        await CacheResponseAsync();
        await CacheResponseAsync("?includeDetails=true");
        _api.OnNoPatient($"GET {OnePath}");
        (await ReadAsync("")).Dispose();

        Assert.Equal(HttpStatusCode.NotFound, await ReadWhileUnavailableAsync("?includeDetails=true"));
    }

    [Fact]
    public async Task Write_OfAnotherPatient_KeepsTheCachedResponse()
    {
        await CacheResponseAsync();

        await WriteAsync("PUT", "/by-external-id/x-2", HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HttpStatusCode.OK, await ReadWhileUnavailableAsync());
    }

    [Fact]
    public async Task Read_SentBeforeAChange_DoesNotRestoreTheOutdatedResponse()
    {
        var response = new TaskCompletionSource<HttpResponseMessage>();
        var sent = new TaskCompletionSource();
        _api.On($"GET {OnePath}", _ =>
        {
            sent.SetResult();
            return response.Task;
        });
        var read = ReadAsync("");
        await sent.Task.WaitAsync(TestContext.Current.CancellationToken);
        _gateway.Time.Advance(TimeSpan.FromMilliseconds(10));
        await WriteAsync("PUT", "", HttpStatusCode.OK);
        response.SetResult(StubApi.Response(HttpStatusCode.OK, Samples.Patient, etag: "\"41-s\""));
        (await read).Dispose();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadWhileUnavailableAsync());
    }

    [Fact]
    public async Task Write_WithoutAConnection_KeepsTheCachedResponse()
    {
        await using var api = await KestrelApi.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers.ETag = "\"42-s\"";
            return http.Response.WriteAsync(Samples.Patient, http.RequestAborted);
        });
        await using var gateway = new Gateway(api.Address);
        using var caller = gateway.CreateClient();
        var patient = new Uri($"{Gateway.Patients}/{Samples.Id}", UriKind.Relative);
        (await caller.GetAsync(patient, TestContext.Current.CancellationToken)).Dispose();
        await api.DisposeAsync();

        using var write = await caller.PutAsync(patient, Samples.Json(), TestContext.Current.CancellationToken);
        using var read = await caller.GetAsync(patient, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, write.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("cache", read.Headers.GetValues("X-Data-Source").Single());
    }

    public void Dispose()
    {
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
    }

    private async Task CacheResponseAsync(string query = "")
    {
        _api.On($"GET {OnePath}{query}", HttpStatusCode.OK, Samples.Patient, etag: "\"42-s\"");
        (await ReadAsync(query)).Dispose();
        _gateway.Time.Advance(TimeSpan.FromMilliseconds(10));
    }

    private async Task WriteAsync(string method, string route, HttpStatusCode outcome, string? problem = null)
    {
        var target = route.Length == 0 ? $"/{Samples.Id}" : route;
        _api.On(
            $"{method} /patients{target}",
            outcome,
            outcome == HttpStatusCode.OK ? Samples.Patient : problem,
            problem is null ? "application/json" : "application/problem+json");
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Gateway.Patients}{target}");
        request.Content = method == "PUT" ? Samples.Json() : route == "/import" ? Samples.Ndjson("{}\n") : null;
        using var response = await _caller.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        _gateway.Time.Advance(TimeSpan.FromMilliseconds(10));
    }

    private async Task<HttpStatusCode> ReadWhileUnavailableAsync(string query = "")
    {
        _api.On($"GET {OnePath}{query}", HttpStatusCode.ServiceUnavailable);
        using var response = await ReadAsync(query);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> ReadAsync(string query) =>
        _caller.GetAsync(
            new Uri($"{Gateway.Patients}/{Samples.Id}{query}", UriKind.Relative),
            TestContext.Current.CancellationToken);
}
