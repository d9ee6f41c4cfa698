using System.Globalization;
using ServiceDefaults.Deadlines;

namespace PatientApi.Data;

/// <summary>How long the database may take: what is left for the attempt.</summary>
internal static class DatabaseTime
{
    /// <summary>With less than this there is no point in asking.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>
    /// The driver's command timeout, whole seconds, rounded up: it takes 0 for "for ever", and would make that of 400 ms.
    /// </summary>
    /// <exception cref="DeadlineExceededException">Hardly any time is left.</exception>
    public static int ForCommands(TimeSpan left) => (int)Math.Ceiling(Bounded(left).TotalSeconds);

    /// <summary>The server's statement timeout in milliseconds, as it wants to read it.</summary>
    /// <exception cref="DeadlineExceededException">Hardly any time is left.</exception>
    public static string ForStatements(TimeSpan left) => ((long)Bounded(left).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static TimeSpan Bounded(TimeSpan left) => left switch
    {
        _ when left < Least => throw new DeadlineExceededException(),
        _ when left > Most => Most,
        _ => left,
    };
}
