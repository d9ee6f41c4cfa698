using System.Globalization;

namespace AppHost.LocalServers.Tests.Fixtures;

/// <summary>Which signals reach the processes that a test starts: what its own parent ignored, they inherit.</summary>
internal static class Signals
{
    private const string Ignored = "SigIgn:";

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal) { ["HUP"] = 1, ["INT"] = 2, ["TERM"] = 15 };

    public static void SkipIfIgnored(params string[] signals)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var line = File.ReadLines("/proc/self/status").Single(status => status.StartsWith(Ignored, StringComparison.Ordinal));
        var mask = ulong.Parse(line.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipWhen(
            signals.Any(signal => (mask & (1UL << (Numbers[signal] - 1))) != 0),
            $"These tests run in a process that ignores SIG{string.Join(" or SIG", signals)}, as under nohup, and so would everything that they start.");
    }
}
