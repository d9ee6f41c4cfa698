using Aspire.Hosting;
using Testing;

namespace AppHost.LocalServers.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Readme_OfTheRepository_ListsExactlyTheExistingOptions()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .Where(line => line.StartsWith("| `--", StringComparison.Ordinal));

        Assert.Equal(AppHostOptions.All.Select(option =>
            $"| `{option.Syntax.Replace("|", @"\|", StringComparison.Ordinal)}` | {option.Description} |"), rows);
    }

    [Theory]
    [InlineData("--data", "ephemeral", "--PatientApi:Replicas=2")]
    [InlineData("--DATA=ephemeral")]
    [InlineData("/data", "ephemeral")]
    [InlineData("data=ephemeral")]
    [InlineData("--Resilience:Pipelines:patient-api:Retry:MaxAttempts", "4")]
    [InlineData("--operation", "publish", "--step", "publish", "--output-path", "/tmp/x")]
    [InlineData]
    public void Check_OfKnownOptions_Succeeds(params string[] args) => AppHostOptions.Check(args);

    [Theory]
    [InlineData("--dataa", "--dataa", "ephemeral")]
    [InlineData("--Postgres:Binary", "--Postgres:Binary=/x")]
    [InlineData("ephemeral", "--data", "persistent", "ephemeral")]
    [InlineData("--Resilience", "--Resilience", "off")]
    public void Check_OfAnUnknownOption_NamesItAndTheKnownOnes(string unknown, params string[] args)
    {
        var refused = Assert.Throws<DistributedApplicationException>(() => AppHostOptions.Check(args));

        Assert.Contains($"'{unknown}' is not an option", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data-folder <path>", refused.Message, StringComparison.Ordinal);
    }
}
