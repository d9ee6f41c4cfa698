using System.Net;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Operations;

public sealed partial class AcceptedWriteTests
{
    [Fact]
    public async Task Write_RejectedByTheApi_FailsWithItsProblem()
    {
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");
        _api.On(
            $"PUT /patients/{Samples.Id}",
            HttpStatusCode.PreconditionFailed,
            """{"status":412,"title":"Stale"}""",
            Problem);

        _gateway.CloseCircuit();

        var failed = await _gateway.EndAsync(operation, "failed");
        Assert.Equal(412, failed.GetProperty("problem").GetProperty("status").GetInt32());
        Assert.Single(_api.Received);
    }

    [Fact]
    public async Task Write_WhileTheApiFails_IsRetriedUntilItResponds()
    {
        var statuses = new Queue<HttpStatusCode>([
            HttpStatusCode.ServiceUnavailable,
            HttpStatusCode.InternalServerError,
            HttpStatusCode.Conflict,
            HttpStatusCode.OK
        ]);
        _gateway.OpenCircuit();
        var operation = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");
        _api.On($"PUT /patients/{Samples.Id}", () => statuses.Dequeue() switch
        {
            HttpStatusCode.Conflict => StubApi.Response(
                HttpStatusCode.Conflict,
                """{"type":"urn:patients:problem:idempotency-key-in-flight"}""",
                Problem,
                retryAfter: "1"),
            var status => StubApi.Response(status, status == HttpStatusCode.OK ? Samples.Patient : "", retryAfter: "1"),
        });

        _gateway.CloseCircuit();

        Assert.Equal(4, (await _gateway.EndAsync(operation, "succeeded")).GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Write_WithTheKeyOfAPendingWrite_IsTheSameOperation()
    {
        _gateway.OpenCircuit();
        var first = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");
        var again = await _gateway.AcceptedAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1");
        using var other = await _gateway.SendAsync(
            HttpMethod.Put, $"/{Samples.Id}", "key-1", body: Body.Ada.Replace("Ada", "Eve", StringComparison.Ordinal));
        _api.On($"PUT /patients/{Samples.Id}", HttpStatusCode.OK, Samples.Patient);
        _gateway.CloseCircuit();
        await _gateway.EndAsync(first, "succeeded");
        using var later = await _gateway.SendAsync(HttpMethod.Put, $"/{Samples.Id}", "key-1", wait: false);

        Assert.Equal(first, again);
        Assert.Equal((HttpStatusCode)422, other.StatusCode);
        Assert.Equal((HttpStatusCode.Accepted, first), (later.StatusCode, later.Headers.Location));
        Assert.False(later.Headers.Contains("Preference-Applied"));
        Assert.Single(_api.Received);
    }
}
