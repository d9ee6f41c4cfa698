using System.Text.RegularExpressions;

namespace PatientGateway.Tests.Observability;

/// <summary>Finds the selectors in expressions.</summary>
internal static partial class PromQl
{
    /// <summary>The selectors of an expression, such as <c>queue_depth{state="Dead"}</c>, without ranges.</summary>
    public static IEnumerable<string> SelectorsIn(string expression) =>
        Selector().Matches(Grouping().Replace(expression, " ")).Select(match => match.Value.Trim()).Distinct(
            StringComparer.Ordinal);

    /// <summary>The metric of a selector.</summary>
    public static string MetricOf(string selector) => selector.Split('{')[0];

    // A list of labels is no selector.
    [GeneratedRegex(
        @"\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grouping();

    // A name that is neither a function call nor an operator, outside of braces and quotes.
    [GeneratedRegex(
        @"(?<![\w:""=~{,$])(?!(and|or|unless|bool|offset)\b)[a-zA-Z_:][\w:]*(?![\w:(]|\s*\()(\{[^}]*\})?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();
}
