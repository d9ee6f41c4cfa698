using System.Globalization;

namespace ServiceDefaults.Deadlines;

/// <summary>
/// How a deadline travels: as the time that is left, so that clocks need not agree. It is written for every attempt anew, because each
/// has less than the one before.
/// </summary>
public static class DeadlineHeaders
{
    /// <summary>The milliseconds after which the sender will not be waiting any more.</summary>
    public const string Deadline = "X-Request-Deadline-Ms";

    /// <summary>Which attempt of its sender a request is: 1 for the first.</summary>
    public const string Attempt = "X-Request-Attempt";

    /// <summary>The longest deadline that can be written: 24 hours.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Writes a deadline.</summary>
    /// <param name="remaining">The time that is left.</param>
    /// <returns>Whole milliseconds, rounded down; at least 0.</returns>
    public static string Format(TimeSpan remaining) =>
        ((long)Math.Clamp(remaining.TotalMilliseconds, 0, Longest.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a deadline. Nothing that is sent can make it throw.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="remaining">The time that is left; zero says that it is up.</param>
    /// <returns>Whether it is a whole number of milliseconds, not negative, of at most 24 hours.</returns>
    public static bool TryParse(string? value, out TimeSpan remaining)
    {
        var understood = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= Longest.TotalMilliseconds;
        remaining = TimeSpan.FromMilliseconds(understood ? milliseconds : 0);
        return understood;
    }

    /// <summary>Reads an attempt. What cannot be read is taken for a first one.</summary>
    /// <param name="value">The header's value.</param>
    /// <returns>The number, 1 or above.</returns>
    public static int ParseAttempt(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && attempt > 1 ? attempt : 1;
}
