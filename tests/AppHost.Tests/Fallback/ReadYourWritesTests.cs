using System.Globalization;
using AppHost.Tests.Fixtures;

namespace AppHost.Tests.Fallback;

/// <summary>
/// Two gateways and one patient who changes all the time: a read that begins after an update was acknowledged returns
/// that update or a later one, through either gateway.
/// </summary>
[Collection(Outages.Name)]
public sealed class ReadYourWritesTests(OutageSystem system)
{
    private const int Updates = 60;
    private const int Readers = 6;

    private int _acknowledged;

    [Fact]
    public async Task Read_BegunAfterAnUpdateWasAcknowledged_NeverShowsAnOlderValue()
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
            using var response = await gateway.ReplaceAsync(
                patient.Id, request with { LastName = update.ToString(CultureInfo.InvariantCulture) }, etag);
            (_, etag) = await GatewayClient.ReadAsync(response);
            Volatile.Write(ref _acknowledged, update);
        }

        await done.CancelAsync();
        var reads = await Task.WhenAll(readers);
        Assert.All(reads, count => Assert.NotEqual(0, count));
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
            // A read that takes more than a second on a busy machine is a cached response, and no older for that; live
            // ones are counted.
            reads += response.Headers.GetValues("X-Data-Source").Single() == "primary" ? 1 : 0;
        }

        return reads;
    }
}
