using System.Text.Json;

namespace PatientApi.Validation;

/// <summary>What Postgres can keep as text.</summary>
internal static class TextRules
{
    public static bool CanBeStored(string value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if (value[index] == '\0' || (char.IsSurrogate(value[index]) && !IsPair(value, ref index)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPair(string value, ref int index) =>
        index + 1 < value.Length && char.IsSurrogatePair(value[index], value[++index]);
}

/// <summary>What Postgres can keep as <c>jsonb</c>: less than JSON allows.</summary>
internal static class JsonRules
{
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>What is wrong with the details of a patient; nothing when they can be stored.</summary>
    public static string? Check(JsonElement details) => details.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => CheckValue(details),
        _ => "Must be a JSON object.",
    };

    private static string? CheckValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(property => CheckText(() => property.Name) ?? CheckValue(property.Value)).FirstOrDefault(error => error is not null),
        JsonValueKind.Array => value.EnumerateArray().Select(CheckValue).FirstOrDefault(error => error is not null),
        JsonValueKind.String => CheckText(() => value.GetString()!),
        JsonValueKind.Number => double.IsFinite(value.GetDouble()) ? null : "Must not contain a number that is too large.",
        _ => null,
    };

    private static string? CheckText(Func<string> read)
    {
        try
        {
            return TextRules.CanBeStored(read()) ? null : "Must not contain the character NUL.";
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json says that an escaped surrogate has no other half.
            return "Must not contain half of a surrogate pair.";
        }
    }
}
