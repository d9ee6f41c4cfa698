using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>
/// Only the API completes an accepted write: a foreign server at its address can neither reject nor confirm it.
/// </summary>
public sealed class ForeignDeliveryTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Put = $"PUT /patients/{Samples.Id}";

    private readonly StubApi _api = new();
    private QueueGateway _gateway = null!;
    private string? _identity;

    public static TheoryData<string, HttpStatusCode, string?, string, string?> Foreign => ForeignResponses.All;

    public static TheoryData<HttpStatusCode> OfServers => ForeignResponses.OfServers;

    public async ValueTask InitializeAsync()
    {
        _gateway = await QueueGateway.StartAsync(
            _api,
            server,
            ("Queues:patient-writes:MaxAttempts", "2"),
            ("Resilience:Defaults:CircuitBreaker:FailureThreshold", "1000"),
            ("Resilience:Defaults:RateLimit:Enabled", "false"),
            ("Resilience:Pipelines:patient-api:HealthProbe:Enabled", "false"));
        _identity = _api.Identity;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Delivery_AnsweredByAForeignServer_IsDeferredUntilTheApiResponds(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        Assert.NotEmpty(name);
        await IsDeferredAsync(status, body, contentType, identity);
    }

    /// <summary>One gateway for all responses, because each operation ends before the next one.</summary>
    [Fact]
    public async Task Delivery_OfACreateAnsweredByAForeignServer_IsDeferredUntilTheApiResponds()
    {
        foreach (var (_, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
        {
            _gateway.OpenCircuit();
            var operation = await _gateway.AcceptedAsync(HttpMethod.Post, "");
            var links = (await _gateway.ReadAsync(operation)).GetProperty("links");
            var assigned = links.GetProperty("patient").GetString()!["/api/v1".Length..];
            await IsDeferredAsync(operation, $"PUT {assigned}", status, body, contentType, identity);
        }

        Assert.All(_api.Received, create => Assert.Equal("*", create.Headers.IfNoneMatch.ToString()));
    }

    [Fact]
    public async Task Delivery_OfAnUpsertAnsweredByAForeignServer_IsDeferredUntilTheApiResponds()
    {
        foreach (var (_, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
        {
            _gateway.OpenCircuit();
            var operation = await _gateway.AcceptedAsync(HttpMethod.Put, "/by-external-id/x-1");
            await IsDeferredAsync(
                operation, "PUT /patients/by-external-id/x-1", status, body, contentType, identity);
        }
    }

    [Theory]
    [MemberData(nameof(OfServers))]
    public Task Delivery_RejectedByTheHttpServerOfTheApi_IsDeferredUntilTheApiResponds(HttpStatusCode status) =>
        IsDeferredAsync(status, body: null, "text/plain", identity: null);

    /// <summary>A router of the API that does not know the route does not decide the write either.</summary>
    [Fact]
    public Task Delivery_AnsweredByTheRouter_IsDeferredUntilTheRouteIsThere() => IsDeferredAsync(
        HttpStatusCode.NotFound, body: null, "text/plain", _identity);

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Write_PreferringTheQueueAndAnsweredByAForeignServer_IsAccepted(
        string name, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        _api.AnswerAs(Put, status, body, contentType, identity);

        using var response = await _gateway.SendAsync(HttpMethod.Put, $"/{Samples.Id}");

        Assert.True(response.StatusCode == HttpStatusCode.Accepted, name);
        _api.AnswerAs(Put, HttpStatusCode.OK, Samples.Patient, "application/json", _identity);
        await _gateway.EndAsync(response.Headers.Location!, "succeeded");
    }

    /// <summary>A delete is never queued, so its caller gets the failure.</summary>
    [Fact]
    public async Task Delete_PreferringTheQueueAndAnsweredByAForeignServer_IsNotAccepted()
    {
        foreach (var (name, status, body, contentType, identity) in ForeignResponses.All.Select(row => row.Data))
        {
            _api.AnswerAs($"DELETE /patients/{Samples.Id}", status, body, contentType, identity);

            using var response = await _gateway.SendAsync(HttpMethod.Delete, $"/{Samples.Id}", body: null);

            Assert.True(response.StatusCode == ForeignResponses.StatusFor(status), $"{name}: {response.StatusCode}");
            Assert.False(response.Headers.Contains("Preference-Applied"), name);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.True(problem.GetProperty("mayHaveSucceeded").GetBoolean(), name);
        }
    }

    private async Task IsDeferredAsync(HttpStatusCode status, string? body, string contentType, string? identity)
    {
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}");
        await IsDeferredAsync(operation, Put, status, body, contentType, identity);
    }

    private async Task IsDeferredAsync(
        Uri operation, string target, HttpStatusCode status, string? body, string contentType, string? identity)
    {
        var attempts = 0;
        _api.Identity = identity;
        _api.On(target, () =>
        {
            Interlocked.Increment(ref attempts);
            return StubApi.Response(status, body, contentType);
        });

        _gateway.CloseCircuit();
        var state = "";
        await Eventually.IsTrueAsync(async () =>
        {
            state = (await _gateway.ReadAsync(operation)).GetProperty("state").GetString();
            // More often than a failure of the write itself is retried.
            return Volatile.Read(ref attempts) >= 4 || state is not ("queued" or "delivering");
        });
        _api.AnswerAs(target, HttpStatusCode.OK, Samples.Patient, "application/json", _identity);

        Assert.Contains(state, new[] { "queued", "delivering" });
        await _gateway.EndAsync(operation, "succeeded");
    }
}
