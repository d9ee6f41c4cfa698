using System.Globalization;

namespace ServiceDefaults.Errors;

/// <summary>Reads and writes <c>Retry-After</c> (RFC 9110, 10.2.3), a number of seconds or a date.</summary>
public static class RetryAfterHeader
{
    private const string Name = "Retry-After";

    // The second and the third format are obsolete, but a recipient must accept them (RFC 9110, 5.6.7).
    private static readonly string[] DateFormats = [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"
    ];

    /// <summary>Parses a value. It never throws, whatever the value is.</summary>
    /// <param name="value">The value of the header as received.</param>
    /// <param name="timeProvider">The clock that converts a date to a delay.</param>
    /// <param name="delay">
    /// The time to wait: zero for a date in the past, <see cref="TimeSpan.MaxValue"/> for a number too large for a
    /// <see cref="TimeSpan"/>.
    /// </param>
    /// <returns>Whether the value is valid.</returns>
    public static bool TryParse(string? value, TimeProvider timeProvider, out TimeSpan delay)
    {
        var text = value.AsSpan().Trim();
        if (!text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9'))
        {
            delay = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.MaxValue;
            return true;
        }

        const DateTimeStyles Utc =
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;
        if (!DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, Utc, out var date))
        {
            delay = TimeSpan.Zero;
            return false;
        }

        var wait = date - timeProvider.GetUtcNow();
        delay = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        return true;
    }

    /// <summary>Reads the header of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="timeProvider">The clock that converts a date to a delay.</param>
    /// <returns>The time to wait, or <see langword="null"/> when the header is missing or invalid.</returns>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider timeProvider) =>
        response.Headers.TryGetValues(Name, out var values)
            && TryParse(values.First(), timeProvider, out var delay) ? delay : null;

    /// <summary>
    /// Converts a delay to whole seconds, rounded up: a caller that returns a moment too early is rejected again.
    /// </summary>
    /// <param name="delay">The time to wait.</param>
    /// <returns>The seconds; 0 for a negative delay.</returns>
    public static long ToSeconds(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? 0 : ((delay.Ticks - 1) / TimeSpan.TicksPerSecond) + 1;
}
