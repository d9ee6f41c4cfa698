using System.Globalization;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Model;

/// <summary>
/// Rejects JSON that is valid by the grammar but not accepted by Postgres' jsonb: U+0000, half of a surrogate pair, a
/// number out of range; and JSON nested too deep for a response. Found here, it is a 400 with a clear message; found by
/// the database, it would be a server error. jsonb writes numbers out in full, so their length is limited too.
/// </summary>
internal static class JsonbValidator
{
    public const string NotText = "Must not contain \\u0000 or an unpaired surrogate.";
    public static readonly string TooDeep = string.Create(
        CultureInfo.InvariantCulture, $"Must not be nested deeper than {PatientLimits.MaxDetailsDepth} levels.");

    private const int MaxNumberLength = 40;
    private const string NotNumber =
        "Must not contain a number of more than 40 characters in full notation; 1e50 has 51.";

    /// <summary>Returns the fault of an element, or <see langword="null"/>.</summary>
    public static string? FaultOf(JsonElement element) => FaultOf(element, depth: 1);

    /// <summary>
    /// Returns whether JSON is nested deeper than <c>Details</c> allows. In invalid JSON, only the part before the
    /// error is checked.
    /// </summary>
    public static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                // The reader reports for a bracket the depth of its parent.
                if (reader.CurrentDepth >= PatientLimits.MaxDetailsDepth
                    && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Truncated or otherwise invalid before it was too deep.
        }

        return false;
    }

    private static string? FaultOf(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth > PatientLimits.MaxDetailsDepth => TooDeep,
        JsonValueKind.Object => element
            .EnumerateObject()
            .Select(property => TextFault(NameOf(property)) ?? FaultOf(property.Value, depth + 1))
            .FirstOrDefault(IsFault),
        JsonValueKind.Array =>
            element.EnumerateArray().Select(item => FaultOf(item, depth + 1)).FirstOrDefault(IsFault),
        JsonValueKind.String => TextFault(TextOf(element)),
        JsonValueKind.Number => NumberFault(element.GetRawText()),
        _ => null,
    };

    private static bool IsFault(string? fault) => fault is not null;

    private static string? TextFault(string? text) =>
        text is null || text.Contains('\0', StringComparison.Ordinal)
            || PatientText.HasLoneSurrogate(text) ? NotText : null;

    private static string? NumberFault(string number) => IsLong(number) ? NotNumber : null;

    // jsonb keeps all digits of a fraction, and returns 1e308 with its 309 digits: five bytes become three hundred.
    private static bool IsLong(ReadOnlySpan<char> number)
    {
        var exponent = number.IndexOfAny('e', 'E');
        var mantissa = exponent < 0 ? number : number[..exponent];
        var shift = 0L;
        if (mantissa.Length > MaxNumberLength || (exponent >= 0 && !TryReadShift(number[(exponent + 1)..], out shift)))
        {
            return true;
        }

        if (!mantissa.ContainsAnyInRange('1', '9'))
        {
            shift = Math.Min(shift, 0);
        }

        var sign = mantissa[0] == '-' ? 1 : 0;
        var digits = mantissa[sign..];
        var point = digits.IndexOf('.');
        var whole = (point < 0 ? digits.Length : point) + shift;
        var fraction = (point < 0 ? 0 : digits.Length - point - 1) - shift;
        return sign + Math.Max(whole, 1) + (fraction > 0 ? fraction + 1 : 0) > MaxNumberLength;
    }

    private static bool TryReadShift(ReadOnlySpan<char> exponent, out long shift)
    {
        var isRead = int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read);
        shift = read;
        return isRead;
    }

    // The reader throws if an escaped surrogate lacks its other half.
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
