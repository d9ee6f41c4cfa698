using System.Globalization;
using System.Text.Json;

namespace PatientApi.Fhir;

/// <summary>
/// The time in which an element is used (FHIR R4, Period). A limit may be a year, a month or a day, all of which belong to the period, or an instant. Where no time
/// zone is given, a day has ended when it has ended everywhere.
/// </summary>
internal static class FhirPeriod
{
    private static readonly TimeSpan FirstTimeZone = TimeSpan.FromHours(14);
    private static readonly TimeSpan LastTimeZone = TimeSpan.FromHours(-12);

    private static readonly string[] Instants =
        ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary>Whether an element is in use. A limit that is missing, or is no FHIR dateTime, does not limit.</summary>
    /// <param name="element">An element that may have a period.</param>
    /// <param name="now">The time to judge by.</param>
    public static bool Includes(JsonElement element, DateTimeOffset now) =>
        FhirElements.ObjectOf(element, "period") is not { } period
        || ((LimitOf(FhirElements.TextOf(period, "start"), FirstTimeZone)?.First is not { } start || start <= now)
            && (LimitOf(FhirElements.TextOf(period, "end"), LastTimeZone)?.Next is not { } end || now < end));

    // The first moment of what is meant, and the first one after it.
    private static (DateTimeOffset? First, DateTimeOffset? Next)? LimitOf(string? text, TimeSpan zone) =>
        Parse(text, "yyyy") is { } year ? (At(year, zone), At(Added(year, date => date.AddYears(1)), zone))
        : Parse(text, "yyyy-MM") is { } month ? (At(month, zone), At(Added(month, date => date.AddMonths(1)), zone))
        : Parse(text, "yyyy-MM-dd") is { } day ? (At(day, zone), At(Added(day, date => date.AddDays(1)), zone))
        : DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? (instant, AfterSecond(instant))
        : null;

    private static DateTimeOffset? AfterSecond(DateTimeOffset instant) =>
        instant.UtcDateTime < DateTime.MaxValue.AddSeconds(-1) ? instant.AddSeconds(1) : null;

    private static DateOnly? Parse(string? text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    // The last days of the calendar stand for "for ever", and have no day after them.
    private static DateOnly? Added(DateOnly date, Func<DateOnly, DateOnly> add) => date.Year < DateOnly.MaxValue.Year ? add(date) : null;

    // The first day of the calendar stands for "since ever", and began before it where clocks are ahead.
    private static DateTimeOffset? At(DateOnly? date, TimeSpan zone) =>
        date is { } day && day > DateOnly.MinValue ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), zone) : null;
}
