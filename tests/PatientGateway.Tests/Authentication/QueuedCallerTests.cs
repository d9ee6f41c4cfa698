using System.Net;
using System.Text;
using PatientApi.Contracts;
using PatientGateway.Tests.Fixtures;
using PatientGateway.Tests.Operations;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Queueing;
using Testing;

namespace PatientGateway.Tests.Authentication;

/// <summary>A queued write is delivered on behalf of its client, with a new token.</summary>
public sealed class QueuedCallerTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Delivery_OfAQueuedWrite_CarriesATokenOfItsClient()
    {
        using var api = new StubApi();
        await using var gateway = await QueueGateway.StartAsync(
            api,
            server,
            ($"Authentication:ApiKeys:Clients:{Credentials.Client}:Tenant", "north"));
        gateway.OpenCircuit();
        using var accepted = await gateway.SendAsync(HttpMethod.Put, $"/{Samples.Id}");
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var status = await gateway.Queue.FindAsync(
            accepted.Headers.Location!.ToString().Split('/')[^1],
            new CommandOwner("north", Credentials.Client),
            TestContext.Current.CancellationToken);
        var stored = Encoding.UTF8.GetString(status!.Payload.Span);
        Assert.DoesNotContain(Credentials.Key.Value, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", stored, StringComparison.Ordinal);

        api.On($"PUT /patients/{Samples.Id}", HttpStatusCode.OK, Samples.Patient);
        gateway.CloseCircuit();
        await gateway.EndAsync(accepted.Headers.Location!, "succeeded");

        var token = await ForwardedCallerTests.ValidatedAsync(api.Single);
        Assert.Equal(
            (Credentials.Client, "north", PatientScopes.Write),
            (token.GetClaim("client_id").Value, token.GetClaim("tenant").Value, token.GetClaim("scope").Value));
        Assert.DoesNotContain(
            api.Single.Headers, header => header.Key.Equals(ApiKey.Header, StringComparison.OrdinalIgnoreCase));
    }
}
