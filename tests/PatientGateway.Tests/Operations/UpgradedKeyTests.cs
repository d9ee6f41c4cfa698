using System.Net;
using PatientGateway.Operations;
using PatientGateway.Tests.Fixtures;
using PatientGateway.Upstream;
using ServiceDefaults.Queueing;
using Testing;

namespace PatientGateway.Tests.Operations;

/// <summary>
/// Writes that an earlier version accepted, which took the quotes of <c>"abc"</c> for letters of the key: sent again in
/// either form, each is the same operation.
/// </summary>
public sealed class UpgradedKeyTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("abc", "\"abc\"")]
    [InlineData("\"abc\"", "abc")]
    public async Task Write_AcceptedUnderAQuotedKey_IsFoundAndDeliveredOnce(string first, string second)
    {
        using var api = new StubApi().On("POST /patients", HttpStatusCode.Created, Samples.Patient);
        await using var gateway = await QueueGateway.StartAsync(api, redis);
        gateway.OpenCircuit();
        var write = PatientWrite.Create(
            new(System.Text.Encoding.UTF8.GetBytes(Body.Ada), "application/json; charset=utf-8"), "\"abc\"");
        var accepted = await gateway.Queue.EnqueueAsync(
            new(
                Credentials.Owner,
                write.Key,
                PatientCommand.FingerprintOf(write),
                PatientCommandGroupKeys.Of(write),
                PatientCommand.Of(write, Credentials.Owner).ToBytes()), Token);
        Assert.Equal(EnqueueOutcome.Accepted, accepted.Outcome);

        foreach (var key in (string[])[first, second])
        {
            var operation = await gateway.AcceptedAsync(HttpMethod.Post, "", key);
            Assert.EndsWith($"/{accepted.Id}", operation.ToString(), StringComparison.Ordinal);
        }

        gateway.CloseCircuit();
        await gateway.EndAsync(new Uri($"/api/v1/operations/{accepted.Id}", UriKind.Relative), "succeeded");
        Assert.Equal("\"abc\"", api.Single.Headers.NonValidated["Idempotency-Key"].ToString());
    }
}
