using Aspire.Hosting.Testing;

namespace AppHost.Tests;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("--infrastructure", "cloud", "containers", "processes")]
    [InlineData("--data", "sometimes", "persistent", "ephemeral")]
    [InlineData("--Postgres:Binaries", "/no/such/folder", "Postgres:Binaries", "initdb")]
    [InlineData("--Redis:Server", "/no/such/program", "Redis:Server", "garnet")]
    [InlineData("--data-folder", "/proc/no-data", "data folder", "--data-folder")]
    [InlineData("--PatientApi:Replicas", "none", "PatientApi:Replicas", "1")]
    public async Task Start_WithAnUnknownValue_NamesTheValueAndTheAllowedOnes(
        string option, string value, params string[] hints)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() =>
            DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
                ["--infrastructure", "processes", .. Ephemeral(option), option, value],
                TestContext.Current.CancellationToken));

        Assert.Contains(value, failure.ToString(), StringComparison.Ordinal);
        Assert.All(hints, hint => Assert.Contains(hint, failure.ToString(), StringComparison.Ordinal));
    }

    // A data folder of its own, so that a running AppHost of this clone does not affect the test.
    private static string[] Ephemeral(string option) =>
        option is "--data" or "--data-folder" ? [] : ["--data", "ephemeral"];
}
