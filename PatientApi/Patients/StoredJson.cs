using System.Globalization;
using System.Text.Json;

namespace PatientApi.Patients;

/// <summary>
/// What is JSON by the grammar and yet refused by Postgres' jsonb: U+0000, half of a surrogate pair, a number out of range.
/// Found here it is the caller's fault with a clear message; found by the database it would be an error of ours.
/// </summary>
internal static class StoredJson
{
    public const string NotText = "Must not contain \\u0000 or half of a surrogate pair.";
    private const int MaxNumberLength = 400;
    private const string NotNumber = "Must not contain a number beyond the range of a double or longer than 400 characters.";

    /// <summary>What is wrong with the element, or null.</summary>
    public static string? FaultOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(property => TextFault(NameOf(property)) ?? FaultOf(property.Value)).FirstOrDefault(IsFault),
        JsonValueKind.Array => element.EnumerateArray().Select(FaultOf).FirstOrDefault(IsFault),
        JsonValueKind.String => TextFault(TextOf(element)),
        JsonValueKind.Number => NumberFault(element.GetRawText()),
        _ => null,
    };

    private static bool IsFault(string? fault) => fault is not null;

    private static string? TextFault(string? text) =>
        text is null || text.Contains('\0', StringComparison.Ordinal) || StoredText.HasLoneSurrogate(text) ? NotText : null;

    private static string? NumberFault(string number) =>
        number.Length <= MaxNumberLength && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value) && !IsTooSmall(number, value)
            ? null
            : NotNumber;

    // 1e-400 reads as zero, but Postgres would write all four hundred digits of it.
    private static bool IsTooSmall(string number, double value) =>
        value == 0 && number.AsSpan(0, MantissaLength(number)).ContainsAnyInRange('1', '9');

    private static int MantissaLength(string number)
    {
        var exponent = number.AsSpan().IndexOfAny('e', 'E');
        return exponent < 0 ? number.Length : exponent;
    }

    // The reader throws where an escaped surrogate lacks its other half.
    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
