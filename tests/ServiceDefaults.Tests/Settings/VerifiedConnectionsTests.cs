using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Tests.Settings;

public sealed class VerifiedConnectionsTests
{
    [Theory]
    [InlineData("Production", "db.example", true, null)]
    [InlineData("Development", "db.example", false, null)]
    [InlineData("Production", "localhost", false, null)]
    [InlineData("Production", "127.0.0.1", false, null)]
    [InlineData("Production", "::1", false, null)]
    [InlineData("Production", "/var/run/postgresql", false, null)]
    [InlineData("Production", "db.example", false, "redis things")]
    public void Demand_OfAVerifiedLocalOrExemptConnection_AllowsIt(
        string environment, string host, bool isVerified, string? exempt) =>
        Assert.Null(Record.Exception(() => Demand(environment, [host], isVerified, exempt)));

    [Theory]
    [InlineData("Production", null)]
    [InlineData("Staging", null)]
    [InlineData("Test", null)]
    [InlineData("Production", "thing others")]
    public void Demand_OfAnUnverifiedConnection_ThrowsAndNamesTheSetting(string environment, string? exempt)
    {
        var refusal = Assert.Throws<SettingsException>(
            () => Demand(environment, ["localhost", "db.example"], isVerified: false, exempt));

        Assert.Equal(
            $"The connection string 'things' does not verify the server, and the environment is '{environment}': add "
            + $"ssl=true to it, or, in a trusted network, add 'things' to UnverifiedConnections, which is '{exempt}'.",
            refusal.Message);
    }

    private static void Demand(string environment, string[] hosts, bool isVerified, string? exempt) =>
        VerifiedConnections.Demand(
            new ConfigurationBuilder().AddInMemoryCollection([new(VerifiedConnections.Exempt, exempt)]).Build(),
            new HostingEnvironment { EnvironmentName = environment },
            "things",
            hosts,
            isVerified,
            "ssl=true");
}
