using System.Globalization;
using ServiceDefaults.Monitoring;

namespace ResilienceConsole.Pages;

/// <summary>How numbers and states are written on the page.</summary>
internal static class Show
{
    public static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    /// <summary>A share as precise as objectives are.</summary>
    public static string Share(double? share) => share is { } known
        ? (known * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %"
        : "–";

    /// <summary>How much too fast an error budget is used.</summary>
    public static string Burn(double burn) => string.Create(
        CultureInfo.InvariantCulture, $"{burn:0.#} × {(burn > 1 ? "over budget" : "within budget")}");

    public static string Seconds(double? seconds) => seconds switch
    {
        null => "–",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
    };

    public static string Time(DateTimeOffset time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Name(Enum value) => value.ToString().ToLowerInvariant();

    public static string Metric(AlertMetric metric) => metric switch
    {
        AlertMetric.ErrorRate => "error rate",
        AlertMetric.LatencyP95 => "95th percentile of the latency, in seconds",
        _ => "circuit openings",
    };
}
