using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Operations;

public sealed class OperationEndpointTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly StubApi _api = new();
    private QueueGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await QueueGateway.StartAsync(
        _api, server, ("Queues:patient-writes:MaxAttempts", "2"));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _api.Dispose();
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("..%2f..%2fhealth")]
    [InlineData("%ff%fe{}%22%0a")]
    [InlineData("0123456789012345678901")]
    public async Task Get_OfAnUnknownOperation_Is404(string id)
    {
        using var response = await _gateway.GetAsync($"/api/v1/operations/{id}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Get_OfAnOperationOfAnotherCaller_Is404()
    {
        var other = await _gateway.Queue.EnqueueAsync(
            new(new("default", "another"), "key-1", new byte[32], ["p"], new byte[1]),
            TestContext.Current.CancellationToken);

        using var response = await _gateway.GetAsync($"/api/v1/operations/{other.Id}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>A redrive applies to an operation, which has no version.</summary>
    [Fact]
    public async Task Redrive_WithPreconditions_IsRejectedAndTheOperationStaysFailed()
    {
        var operation = await DeadLetterAsync();
        var sent = _api.Received.Count;
        foreach (var headers in new (string Name, string Value)[][]
        {
            [("If-Match", "*")],
            [("If-None-Match", "*")],
            [("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")],
            [("If-Match", "\"1-s\""), ("If-None-Match", "\"2-s\"")],
            [("If-Match", "1-s"), ("If-None-Match", "*"), ("If-Unmodified-Since", "yesterday")],
        })
        {
            using var refused = await _gateway.SendToAsync(HttpMethod.Post, $"{operation}/redrive", headers);

            await ProblemAssert.IsProblemAsync(refused, 400);
            var detail = (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken))
                .GetProperty("detail").GetString();
            Assert.Contains(
                $"Remove {string.Join(", ", headers.Select(header => header.Name))}, or",
                detail,
                StringComparison.Ordinal);
        }

        Assert.Equal("failed", (await _gateway.ReadAsync(operation)).GetProperty("state").GetString());
        Assert.Equal(sent, _api.Received.Count);
        using var redriven = await _gateway.SendToAsync(
            HttpMethod.Post, $"{operation}/redrive", ("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"));
        Assert.Equal(HttpStatusCode.Accepted, redriven.StatusCode);
    }

    [Fact]
    public async Task Head_OfAnOperationOrTheDeadLetters_IsGetWithoutABody()
    {
        var operation = await DeadLetterAsync();
        foreach (var path in new[] { $"{operation}", "/api/v1/operations/dead-letters" })
        {
            using var get = await _gateway.GetAsync(path);
            using var head = await _gateway.SendToAsync(HttpMethod.Head, path);

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
            Assert.Equal(
                (get.Headers.CacheControl, get.Content.Headers.ContentType),
                (head.Headers.CacheControl, head.Content.Headers.ContentType));
            Assert.NotEmpty(await get.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task DeadLetter_AfterARedrive_IsDeliveredAgain()
    {
        var operation = await DeadLetterAsync();
        var failed = await _gateway.ReadAsync(operation);
        var letters = await _gateway.ReadAsync(new("/api/v1/operations/dead-letters", UriKind.Relative));
        _api.On($"PUT /patients/{Samples.Id}", HttpStatusCode.OK, Samples.Patient);

        using var redriven = await _gateway.PostAsync($"{operation}/redrive");

        Assert.Equal(
            "urn:patients:problem:undeliverable", failed.GetProperty("problem").GetProperty("type").GetString());
        var letter = Assert.Single(letters.EnumerateArray());
        Assert.Equal(
            (failed.GetProperty("id").GetString(), 2),
            (letter.GetProperty("id").GetString(), letter.GetProperty("attempts").GetInt32()));
        Assert.DoesNotContain(Samples.Id, JsonSerializer.Serialize(letters), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Accepted, operation), (redriven.StatusCode, redriven.Headers.Location));
        await _gateway.EndAsync(operation, "succeeded");
        using var again = await _gateway.PostAsync($"{operation}/redrive");
        using var unknown = await _gateway.PostAsync("/api/v1/operations/unknown/redrive");
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (again.StatusCode, unknown.StatusCode));
    }

    private async Task<Uri> DeadLetterAsync()
    {
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");
        _api.On($"PUT /patients/{Samples.Id}", HttpStatusCode.NotImplemented);
        _gateway.CloseCircuit();
        await _gateway.EndAsync(operation, "failed");
        return operation;
    }
}
