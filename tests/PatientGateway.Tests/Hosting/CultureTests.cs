using Testing;

namespace PatientGateway.Tests.Hosting;

/// <summary>
/// The environment decides neither how the gateway writes numbers nor whether it starts without Unicode's rules.
/// </summary>
public sealed class CultureTests
{
    // The message quotes a fraction, which German would write with a comma.
    [Fact]
    public async Task Start_UnderAGermanEnvironment_WritesNumbersAsEverywhere()
    {
        var (_, printed) = await ServiceStart.RunToEndAsync("PatientGateway.dll", new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["LANG"] = "de_DE.UTF-8",
            ["LC_ALL"] = "de_DE.UTF-8",
            ["Resilience__Defaults__CircuitBreaker__FailureRate"] = "1.5",
        });

        Assert.Contains("1.5", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("1,5", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutLibicu_SaysSoInOneLineAndEndsWith1()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ICU belongs to the system.");
        using var folder = await UnusableIcu.CreateAsync();

        var (exitCode, printed) = await ServiceStart.RunToEndAsync("PatientGateway.dll", new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["LD_LIBRARY_PATH"] = folder.Path,
        });

        Assert.Equal(1, exitCode);
        Assert.StartsWith("libicu was not found", printed, StringComparison.Ordinal);
        Assert.Single(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
