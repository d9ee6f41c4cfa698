using System.Globalization;
using System.Text.Json;

namespace PatientApi.Fhir;

/// <summary>
/// Evaluates the period in which an element is in use (FHIR R4, Period). A limit is a year, a month or a day, all of
/// which are inclusive, or an instant. A date without a time zone starts when it starts anywhere (UTC+14) and ends when
/// it has ended everywhere (UTC-12).
/// </summary>
internal static class FhirPeriod
{
    private static readonly TimeSpan FirstTimeZone = TimeSpan.FromHours(14);
    private static readonly TimeSpan LastTimeZone = TimeSpan.FromHours(-12);

    private static readonly string[] Instants =
        ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
         "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary>
    /// Returns whether an element is in use. A limit that is missing, or is no FHIR dateTime, is ignored.
    /// </summary>
    /// <param name="element">An element that may have a period.</param>
    /// <param name="now">Time at which the element must be in use.</param>
    public static bool Includes(JsonElement element, DateTimeOffset now) =>
        FhirElements.ObjectOf(element, "period") is not { } period
        || ((LimitOf(FhirElements.TextOf(period, "start"), FirstTimeZone)?.First is not { } start || start <= now)
            && (LimitOf(FhirElements.TextOf(period, "end"), LastTimeZone)?.Next is not { } end || now < end));

    // The first moment of the limit, and the first moment after it.
    private static (DateTimeOffset? First, DateTimeOffset? Next)? LimitOf(string? text, TimeSpan zone) =>
        Parse(text, "yyyy") is { } year ? (At(year, zone), At(Added(year, date => date.AddYears(1)), zone))
        : Parse(text, "yyyy-MM") is { } month ? (At(month, zone), At(Added(month, date => date.AddMonths(1)), zone))
        : Parse(text, "yyyy-MM-dd") is { } day ? (At(day, zone), At(Added(day, date => date.AddDays(1)), zone))
        : DateTimeOffset.TryParseExact(
            text,
            Instants,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var instant) ? (instant, AfterSecond(instant))
        : null;

    private static DateTimeOffset? AfterSecond(DateTimeOffset instant) =>
        instant.UtcDateTime < DateTime.MaxValue.AddSeconds(-1) ? instant.AddSeconds(1) : null;

    private static DateOnly? Parse(string? text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    // The last year of the calendar means "for ever"; the day after its end cannot be represented.
    private static DateOnly? Added(DateOnly date, Func<DateOnly, DateOnly> add) =>
        date.Year < DateOnly.MaxValue.Year ? add(date) : null;

    // The first day of the calendar means "since ever"; with a positive offset it would start before the calendar does.
    private static DateTimeOffset? At(DateOnly? date, TimeSpan zone) =>
        date is { } day && day > DateOnly.MinValue ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), zone) : null;
}
