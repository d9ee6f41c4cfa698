using System.Globalization;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Globalization;
using Testing;

namespace PatientApi.Tests.Hosting;

/// <summary>
/// Neither the format of numbers nor the Unicode rules of a service depend on the locale of the environment.
/// </summary>
public sealed class CultureTests
{
    [Fact]
    public async Task AddInvariantCulture_UnderAnotherCulture_PinsTheInvariantOneOnEveryThread()
    {
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        Assert.Equal("1,5", $"{1.5}");

        Host.CreateEmptyApplicationBuilder(settings: null).AddInvariantCulture();

        Assert.Equal("1.5", $"{1.5}");
        var onAnother = await Task.Factory.StartNew(
            () => CultureInfo.CurrentCulture.Name,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Assert.Equal("", onAnother);
    }

    // The message quotes a fraction, which the German locale writes with a comma.
    [Fact]
    public async Task Start_WithTheGermanLocale_FormatsNumbersInvariantly()
    {
        var (_, printed) = await StartAsync(
            ("LANG", "de_DE.UTF-8"),
            ("LC_ALL", "de_DE.UTF-8"),
            ("Resilience__Defaults__CircuitBreaker__FailureRate", "1.5"));

        Assert.Contains("1.5", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("1,5", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutLibicu_LogsOneLineAndExitsWith1()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere ICU belongs to the system.");
        using var folder = await UnusableIcu.CreateAsync();

        var (exitCode, printed) = await StartAsync(("LD_LIBRARY_PATH", folder.Path));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("libicu was not found", printed, StringComparison.Ordinal);
        Assert.Single(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Task<(int ExitCode, string Printed)> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings:patients"] = "Host=localhost"
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ServiceStart.RunToEndAsync("PatientApi.dll", all);
    }
}
