using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ServiceDefaults.Idempotency.Internal;

/// <summary>
/// A string of structured field values (RFC 9651, 3.3.3): ASCII characters and spaces in quotes, with a backslash
/// before each quote and backslash.
/// </summary>
internal static partial class StructuredString
{
    // What is between the quotes.
    private const string Content = """([ !#-\[\]-~]|\\["\\])*""";

    // A key alone, or with a string, a token, a number or another item that has no white space.
    private const string Parameter = $"""; *[a-z*][a-z0-9_.*-]*(=("{Content}"|[!#-+\x2D-:<-~]+))?""";

    /// <summary>
    /// Parses an item that is a string. Parameters are accepted and ignored, as the RFC requires for those that a field
    /// does not define.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? content)
    {
        var match = Item().Match(text ?? "");
        content = match.Success ? Escape().Replace(match.Groups["content"].Value, "${letter}") : null;
        return match.Success;
    }

    /// <summary>Serializes a string; the RFC defines only one form.</summary>
    public static string Serialize(string content) =>
        '"'
        + content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        + '"';

    [GeneratedRegex(
        $"""^ *"(?<content>{Content})"({Parameter})* *\z""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();

    [GeneratedRegex(
        """\\(?<letter>["\\])""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
