using System.Globalization;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Import;

/// <summary>
/// Reads the birth date of a FHIR R4 Patient. FHIR also allows a year or a month; this service requires the day.
/// </summary>
internal static class FhirBirthDate
{
    private const string Field = "birthDate";
    private const string Partial = "A partial date was given; the day is needed as well, as yyyy-MM-dd.";
    private const string NoDate = "Must be a date of the calendar, as yyyy-MM-dd.";
    private const string NoText = "Must be a text, as \"yyyy-MM-dd\".";

    /// <summary>Returns the date, or the fault of the value, or neither if there is no value.</summary>
    public static (DateOnly? Date, string? Fault) Of(JsonElement resource)
    {
        if (!resource.TryGetProperty(Field, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return (null, null);
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return (null, NoText);
        }

        var text = PatientText.Trim(value.GetString()!);
        return Parse(text, "yyyy-MM-dd") is { } date ? (date, null)
            : (null, Parse(text, "yyyy") is not null || Parse(text, "yyyy-MM") is not null ? Partial : NoDate);
    }

    private static DateOnly? Parse(string text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
}
