using System.Globalization;
using ServiceDefaults.Deadlines;

namespace PatientApi.Data;

/// <summary>Timeouts of the database, derived from the time left for the attempt.</summary>
internal static class DatabaseTime
{
    /// <summary>Shortest time in which a query is worth sending.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>
    /// Returns the driver's command timeout in whole seconds, rounded up, because the driver takes 0 as "no timeout"
    /// and 400 ms must not become 0.
    /// </summary>
    /// <exception cref="DeadlineExceededException">Less than <see cref="Least"/> is left.</exception>
    public static int ForCommands(TimeSpan left) => (int)Math.Ceiling(Bounded(left).TotalSeconds);

    /// <summary>Returns the server's statement timeout in milliseconds, as text for <c>set_config</c>.</summary>
    /// <exception cref="DeadlineExceededException">Less than <see cref="Least"/> is left.</exception>
    public static string ForStatements(TimeSpan left) => ((long)Bounded(left).TotalMilliseconds).ToString(
        CultureInfo.InvariantCulture);

    private static TimeSpan Bounded(TimeSpan left) => left switch
    {
        _ when left < Least => throw new DeadlineExceededException(),
        _ when left > Most => Most,
        _ => left,
    };
}
