using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks.Proxies;

/// <summary>Runs <c>wrk</c> with 32 connections.</summary>
internal static partial class Wrk
{
    /// <exception cref="InvalidOperationException">
    /// A response was no success, or wrk printed something else.
    /// </exception>
    public static async Task<(double Rate, long Requests)> RunAsync(Uri address, string key, int seconds)
    {
        using var wrk = Process.Start(new ProcessStartInfo(
            "wrk", ["-t2", "-c32", $"-d{seconds}s", "-H", $"X-API-Key: {key}", address.ToString()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var printed = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return printed.Contains("Non-2xx", StringComparison.Ordinal)
            || Counts().Match(printed) is not { Success: true } counts
            ? throw new InvalidOperationException(printed)
            : (double.Parse(counts.Groups["rate"].Value, CultureInfo.InvariantCulture),
                long.Parse(counts.Groups["requests"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(
        @"(?<requests>\d+) requests in .*Requests/sec:\s+(?<rate>[\d.]+)",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Counts();
}
