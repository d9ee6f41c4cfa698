using System.Net;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.InboundLimits;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>Which partition a request uses, and how many partitions there are.</summary>
public sealed class InboundPartitionTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::", "0.0.0.0", false)]
    public void ForAddress_OfTwoAddresses_IsOnePartitionPerIPv4AddressOrIPv6Network(
        string one, string other, bool isSame) => Assert.Equal(
        isSame,
        InboundPartition.ForAddress(IPAddress.Parse(one)) == InboundPartition.ForAddress(IPAddress.Parse(other)));

    [Fact]
    public async Task Request_Anonymous_HasAHundredAnHourForEachAddress()
    {
        await using var server = await LimitedServer.StartAsync(_time);

        Assert.Equal(100, await LimitedServer.CountAllowedAsync(
            105, () => server.SendAsync(client: null, address: "192.0.2.1")));
        Assert.Equal(1, await LimitedServer.CountAllowedAsync(
            1, () => server.SendAsync(client: null, address: "192.0.2.2")));
        Assert.Equal(1, await LimitedServer.CountAllowedAsync(1, () => server.SendAsync(address: "192.0.2.1")));
    }

    [Theory]
    [InlineData("X-API-Key")]
    [InlineData("X-User-ID")]
    [InlineData("X-Forwarded-For")]
    public async Task Request_WithAHeaderThatTheCallerChooses_GainsNoPermits(string header)
    {
        await using var server = await LimitedServer.StartAsync(_time);
        var number = 0;

        Assert.Equal(100, await LimitedServer.CountAllowedAsync(105, () => server.SendAsync(
            client: null, address: "192.0.2.1", headers: (header, $"192.0.2.{++number}"))));
    }

    [Fact]
    public async Task Request_OfMoreAddressesThanPartitions_SharesOneWithoutAffectingClients()
    {
        await using var server = await LimitedServer.StartAsync(_time, settings: ("InboundLimits:MaxPartitions", "50"));
        var number = 0;

        var allowed = await LimitedServer.CountAllowedAsync(
            250, () => server.SendAsync(client: null, address: $"192.0.2.{number++}"));

        Assert.Equal(50 + 100, allowed);
        Assert.Equal(1, await LimitedServer.CountAllowedAsync(1, () => server.SendAsync()));
        // After the retention of the hour, partitions are free again.
        _time.Advance(TimeSpan.FromMinutes(67));
        Assert.Equal(1, await LimitedServer.CountAllowedAsync(
            1, () => server.SendAsync(client: null, address: "198.51.100.1")));
    }
}
