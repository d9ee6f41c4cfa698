using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ServiceDefaults.Idempotency.Internal;

/// <summary>A string of structured field values (RFC 9651, 3.3.3): ASCII and spaces in quotes, with a backslash before a quote and before a backslash.</summary>
internal static partial class StructuredString
{
    /// <summary>Reads an item that is a string. Parameters are read and mean nothing, as the RFC has it for those that a field does not define.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? content)
    {
        var match = Item().Match(text ?? "");
        content = match.Success ? Escape().Replace(match.Groups["content"].Value, "${letter}") : null;
        return match.Success;
    }

    /// <summary>Writes a string; there is one way to do it.</summary>
    public static string Serialize(string content) =>
        $"\"{content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(
        """^ *"(?<content>([ !#-\[\]-~]|\\["\\])*)"(; *[a-z*][a-z0-9_.*-]*(=("([ !#-\[\]-~]|\\["\\])*"|[!#-+\x2D-:<-~]+))?)* *\z""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();

    [GeneratedRegex("""\\(?<letter>["\\])""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
