using System.Net;
using PatientGateway.Tests.Fixtures;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>A write is queued with its preconditions; if they cannot be evaluated later, it is not queued.</summary>
public sealed class QueuedPreconditionTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Upsert_IfNoneMatchWhileTheApiIsUnavailable_IsDeliveredWithIt()
    {
        using var api = new StubApi().On("PUT /patients/by-external-id/x-1", HttpStatusCode.PreconditionFailed);
        await using var gateway = await QueueGateway.StartAsync(api, redis);
        gateway.OpenCircuit();
        using var accepted = await gateway.SendAsync(
            HttpMethod.Put, "/by-external-id/x-1", headers: ("If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);

        gateway.CloseCircuit();

        await gateway.EndAsync(accepted.Headers.Location!, "failed");
        Assert.Equal("*", api.Single.Headers.NonValidated["If-None-Match"].ToString());
    }

    [Theory]
    [InlineData("POST", "", "If-None-Match", "*", HttpStatusCode.PreconditionFailed)]
    [InlineData("POST", "", "If-Match", "\"1-s\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("PUT", "/by-external-id/x-1", "If-Match", "unquoted", HttpStatusCode.BadRequest)]
    [InlineData(
        "PUT",
        "/by-external-id/x-1",
        "If-Unmodified-Since",
        "Thu, 01 Jan 2026 00:00:00 GMT",
        HttpStatusCode.BadRequest)]
    public async Task Write_WithAPreconditionThatCannotHold_IsNotQueued(
        string method, string path, string name, string value, HttpStatusCode expected)
    {
        using var api = new StubApi();
        await using var gateway = await QueueGateway.StartAsync(api, redis);
        gateway.OpenCircuit();

        using var response = await gateway.SendAsync(new HttpMethod(method), path, headers: (name, value));

        Assert.Equal(expected, response.StatusCode);
    }
}
