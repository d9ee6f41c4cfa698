using System.Text.RegularExpressions;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Rewords the binder's message about a value that it cannot convert: it names a .NET type, not what to write.
/// </summary>
internal static partial class ConversionFault
{
    /// <summary>Returns a sentence with the setting, its value and what it must be.</summary>
    /// <param name="message">The binder's message.</param>
    /// <returns>The sentence; the message itself if it is about something else.</returns>
    public static string Explain(string message) =>
        Conversion().Match(message) is { Success: true } match && RuleOf(match.Groups["type"].Value) is { } rule
            ? $"{match.Groups["path"].Value} is '{match.Groups["value"].Value}'; it must be {rule}"
            : message;

    private static string? RuleOf(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number.",
        "System.Double" => "a number, such as 0.5.",
        "System.Boolean" => "true or false.",
        "System.TimeSpan" => $"a duration. {SettingsFaults.DurationFormat}",
        _ => NamesOf(type) is { Length: > 0 } names ? $"one of {string.Join(", ", names)}." : null,
    };

    // The message has the full name of an enum without its assembly.
    private static string[] NamesOf(string type) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(type))
            .FirstOrDefault(found => found is { IsEnum: true }) is { } known ? Enum.GetNames(known) : [];

    [GeneratedRegex(
        @"^Failed to convert configuration value '(?<value>.*)' at '(?<path>.*)' to type '(?<type>[^']+)'\.$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Conversion();
}
