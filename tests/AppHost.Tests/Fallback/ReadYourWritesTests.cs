using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Fallback;

/// <summary>
/// Two gateways and one patient that changes continuously: a read that starts after an update was acknowledged returns
/// that update or a later one, from either gateway.
/// </summary>
[Collection(Outages.Name)]
public sealed class ReadYourWritesTests(OutageSystem system)
{
    private const int Updates = 60;
    private const int Readers = 6;

    private int _acknowledged;

    [Fact]
    public async Task Read_AfterAnAcknowledgedUpdate_NeverReturnsAnOlderValue()
    {
        var request = GatewayClient.NewPatient("0");
        var (patient, etag) = await system.Gateway.CreateAsync(request);
        using var done = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, Readers)
            .Select(reader => ReadAsync(reader % 2 == 0 ? system.Gateway : system.OtherGateway, patient.Id, done.Token))
            .ToList();

        for (var update = 1; update <= Updates; update++)
        {
            var gateway = update % 2 == 0 ? system.Gateway : system.OtherGateway;
            var changed = request with { LastName = update.ToString(CultureInfo.InvariantCulture) };
            etag = await ReplaceAsync(gateway, patient.Id, changed, etag);
            Volatile.Write(ref _acknowledged, update);
        }

        await done.CancelAsync();
        var reads = await Task.WhenAll(readers);
        Assert.All(reads, count => Assert.NotEqual(0, count));
    }

    // A gateway rejects a write while Redis cannot tell it whether an earlier one is pending, which a busy machine
    // delays.
    private static async Task<EntityTagHeaderValue> ReplaceAsync(
        HttpClient gateway, Guid id, PatientRequest changed, EntityTagHeaderValue etag)
    {
        await Eventually.IsTrueAsync(async () =>
        {
            using var response = await gateway.ReplaceAsync(id, changed, etag);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }

            (_, etag) = await GatewayClient.ReadAsync(response);
            return true;
        });
        return etag;
    }

    private async Task<int> ReadAsync(HttpClient gateway, Guid id, CancellationToken done)
    {
        var reads = 0;
        while (!done.IsCancellationRequested)
        {
            var atLeast = Volatile.Read(ref _acknowledged);
            using var response = await gateway.GetPatientAsync(id);
            var (patient, _) = await GatewayClient.ReadAsync(response);
            Assert.InRange(int.Parse(patient.LastName, CultureInfo.InvariantCulture), atLeast, Updates);
            // A read that takes more than a second on a busy machine returns a cached response, which must not be older
            // either; live responses are counted.
            reads += response.Headers.GetValues("X-Data-Source").Single() == "primary" ? 1 : 0;
        }

        return reads;
    }
}
