using System.Net;
using System.Text.Json;
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
    public async Task Get_OfWhatIsNoOperation_Is404(string id)
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

    [Fact]
    public async Task DeadLetter_IsListedAndTriedAgainWhenAnOperatorSaysSo()
    {
        _gateway.Away();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");
        _api.On($"PUT /patients/{Samples.Id}", HttpStatusCode.NotImplemented);
        _gateway.Back();
        var failed = await _gateway.EndAsync(operation, "failed");
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
}
