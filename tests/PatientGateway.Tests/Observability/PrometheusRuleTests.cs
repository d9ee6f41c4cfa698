using Testing;

namespace PatientGateway.Tests.Observability;

/// <summary>Evaluates the rules with Prometheus' own tool on given series.</summary>
public sealed class PrometheusRuleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "observability");

    [Fact]
    public async Task Rules_WithTheirTestSeries_HaveTheExpectedResults() => await CommandLine.RunAsync(
        [await PrometheusPrograms.FindAsync("promtool"), "test", "rules", .. Files("tests")], Folder);

    [Fact]
    public async Task Configuration_OfTheScrapes_IsValid() => await CommandLine.RunAsync(
        [await PrometheusPrograms.FindAsync("promtool"), "check", "config", "--syntax-only", "prometheus.yml"], Folder);

    [Fact]
    public async Task Rules_AllOfThem_HaveATest()
    {
        var tests = string.Concat(await Task.WhenAll(Files("tests").Select(
            file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))));
        var alerts = (await File.ReadAllLinesAsync(
            Path.Combine(Folder, "rules", "alerts.yml"), TestContext.Current.CancellationToken))
            .Select(line => line.Trim()).Where(line => line.StartsWith("- alert: ", StringComparison.Ordinal))
            .Select(line => line["- alert: ".Length..]).ToList();

        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n", tests, StringComparison.Ordinal));
    }

    private static string[] Files(string folder) => Directory.GetFiles(Path.Combine(Folder, folder), "*.yml");
}
