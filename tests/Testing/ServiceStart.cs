using System.Diagnostics;

namespace Testing;

/// <summary>Starts a service as a separate process, as its host would, to test how it exits.</summary>
internal static class ServiceStart
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Asserts that the service printed each error once, in a separate sentence and without a stack trace, and exited
    /// with code 1.
    /// </summary>
    public static void AssertSentences(int exitCode, string printed, params string[] expected)
    {
        Assert.Equal(1, exitCode);
        Assert.All(expected, fault => Assert.Equal(2, printed.Split(fault).Length));
        Assert.Equal(expected.Length + 1, printed.Split("The service does not start: ").Length);
        Assert.DoesNotContain("   at ", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", printed, StringComparison.Ordinal);
    }

    /// <summary>Starts the service on a free port, with its output redirected.</summary>
    public static Process Start(string assembly, IReadOnlyDictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs the service until it exits, and returns its exit code and its whole output.</summary>
    public static async Task<(int ExitCode, string Printed)> RunToEndAsync(
        string assembly, IReadOnlyDictionary<string, string?> settings)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var service = Start(assembly, settings);
        try
        {
            var printed = await Task.WhenAll(
                service.StandardOutput.ReadToEndAsync(limit.Token), service.StandardError.ReadToEndAsync(limit.Token));
            await service.WaitForExitAsync(limit.Token);
            return (service.ExitCode, string.Concat(printed));
        }
        finally
        {
            if (!service.HasExited)
            {
                service.Kill(entireProcessTree: true);
            }
        }
    }
}
