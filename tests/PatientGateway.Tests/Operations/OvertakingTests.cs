using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>No write overtakes an accepted one, on any route and whatever the state of Redis.</summary>
public sealed partial class OvertakingTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Upsert = "/by-external-id/x-1";
    private const string Import = "/api/v1/patients/import";

    private readonly StubApi _api = new();
    private QueueGateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await QueueGateway.StartAsync(_api, server, ("Queues:patient-writes:MaxAttempts", "2"));
        _api.On("POST /patients", HttpStatusCode.Created, Samples.Patient);
        _api.On("PUT /patients/by-external-id/x-1", HttpStatusCode.OK, Samples.Patient);
        _api.On("POST /patients/import", HttpStatusCode.OK, "{}\n", "application/x-ndjson");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Fact]
    public async Task Batch_WithAPatientWithAPendingWrite_RejectsThatItemOnly()
    {
        _gateway.OpenCircuit();
        await _gateway.AcceptedAsync(HttpMethod.Put, Upsert);

        using var response = await _gateway.PostAsync(
            "/api/v1/batch/patients/create",
            Samples.Json(
                $$"""{"items":[{{Body.Ada}},{{Body.Ada.Replace("x-1", "x-2", StringComparison.Ordinal)}}]}"""));

        var items = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("items");
        Assert.Equal([409, 503], items.EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal(
            "urn:patients:problem:writes-are-queued", items[0].GetProperty("problem").GetProperty("type").GetString());
        Assert.Empty(_api.Received);
    }

    [Fact]
    public async Task Import_WhileWritesArePending_IsRejectedUntilTheyAreDelivered()
    {
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, Upsert);

        using var refused = await ImportAsync();

        await ProblemAssert.IsProblemAsync(refused, 409);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        Assert.Empty(_api.Received);
        _gateway.CloseCircuit();
        await _gateway.EndAsync(operation, "succeeded");
        using var done = await ImportAsync();
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Fact]
    public async Task Batch_WithAnItemAcceptedAsASingleWrite_NamesItsOperation()
    {
        _api.On("POST /patients", HttpStatusCode.ServiceUnavailable);
        var json = $$"""{"items":[{{Body.Ada}}]}""";
        using var first = await BatchAsync(json);
        var key = (await ItemAsync(first)).GetProperty("idempotencyKey").GetString();
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Post, "", key);
        var patient = (await _gateway.ReadAsync(operation)).GetProperty("links")
            .GetProperty("patient").GetString()!.Split('/')[^1];
        _api.On(
            $"PUT /patients/{patient}",
            HttpStatusCode.Created,
            Samples.Patient.Replace(Samples.Id, patient, StringComparison.Ordinal));
        _gateway.CloseCircuit();
        await _gateway.EndAsync(operation, "succeeded");

        using var again = await BatchAsync(json);

        var problem = (await ItemAsync(again)).GetProperty("problem");
        Assert.Equal(
            (409, false), (problem.GetProperty("status").GetInt32(), problem.GetProperty("canRetry").GetBoolean()));
        Assert.Contains(operation.ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithTheKeyOfAPendingWrite_IsKeyReuse()
    {
        _gateway.OpenCircuit();
        await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");

        using var response = await _gateway.SendAsync(
            HttpMethod.Delete, $"/{Samples.Id}", "key-1", wait: false, body: null);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task Delivery_WithAnUnreadableResponse_IsRetriedLikeAnOutage()
    {
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, Upsert);
        var attempts = 0;
        _api.On("PUT /patients/by-external-id/x-1", () => Interlocked.Increment(ref attempts) > 5
            ? StubApi.Response(HttpStatusCode.OK, Samples.Patient)
            : StubApi.Response(HttpStatusCode.OK, "<html>maintenance</html>", "text/html"));

        _gateway.CloseCircuit();

        var end = await _gateway.EndAsync(operation, "succeeded");
        Assert.Equal(6, end.GetProperty("attempts").GetInt32());
    }

    private static async Task<JsonElement> ItemAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("items")[0];

    private Task<HttpResponseMessage> BatchAsync(string json)
    {
        var content = Samples.Json(json);
        content.Headers.Add("Idempotency-Key", "batch-1");
        return _gateway.PostAsync("/api/v1/batch/patients/create", content);
    }

    private Task<HttpResponseMessage> ImportAsync() => _gateway.PostAsync(
        Import, new StringContent("{}\n", Encoding.UTF8, "application/x-ndjson"));
}
