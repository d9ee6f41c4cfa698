using System.Globalization;

namespace ServiceDefaults.Deadlines;

/// <summary>
/// The headers that propagate a deadline. It is sent as the remaining time, so that clocks need not agree, and written
/// anew for each attempt, because each has less time than the one before.
/// </summary>
public static class DeadlineHeaders
{
    /// <summary>The milliseconds after which the sender stops waiting.</summary>
    public const string Deadline = "X-Request-Deadline-Ms";

    /// <summary>The number of the attempt by its sender: 1 for the first.</summary>
    public const string Attempt = "X-Request-Attempt";

    /// <summary>The longest deadline that can be sent: 24 hours.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Formats a deadline.</summary>
    /// <param name="remaining">The remaining time.</param>
    /// <returns>Whole milliseconds, rounded down; at least 0.</returns>
    public static string Format(TimeSpan remaining) =>
        ((long)Math.Clamp(remaining.TotalMilliseconds, 0, Longest.TotalMilliseconds)).ToString(
            CultureInfo.InvariantCulture);

    /// <summary>Parses a deadline. It never throws, whatever the value is.</summary>
    /// <param name="value">The value of the header.</param>
    /// <param name="remaining">The remaining time; zero when the deadline has passed.</param>
    /// <returns>Whether the value is a whole number of milliseconds, not negative, and at most 24 hours.</returns>
    public static bool TryParse(string? value, out TimeSpan remaining)
    {
        var understood = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= Longest.TotalMilliseconds;
        remaining = TimeSpan.FromMilliseconds(understood ? milliseconds : 0);
        return understood;
    }

    /// <summary>Parses the number of an attempt. An invalid value counts as the first attempt.</summary>
    /// <param name="value">The value of the header.</param>
    /// <returns>The number, 1 or above.</returns>
    public static int ParseAttempt(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && attempt > 1 ? attempt : 1;
}
