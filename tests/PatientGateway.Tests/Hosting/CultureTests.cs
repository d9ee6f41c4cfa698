using Testing;

namespace PatientGateway.Tests.Hosting;

/// <summary>
/// Neither the format of numbers nor the start of the gateway depends on the locale of the environment.
/// </summary>
public sealed class CultureTests
{
    // The message quotes a fraction, which the German locale writes with a comma.
    [Fact]
    public async Task Start_WithTheGermanLocale_FormatsNumbersInvariantly()
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
    public async Task Start_WithoutLibicu_LogsOneLineAndExitsWith1()
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
