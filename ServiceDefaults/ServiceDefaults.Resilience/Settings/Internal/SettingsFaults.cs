using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Extracts the messages about invalid settings from an exception: each fault once, however many pipelines it affects
/// and however often it was thrown.
/// </summary>
internal static partial class SettingsFaults
{
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";
    private const string Logged = "ServiceDefaults.Settings.Logged";

    /// <summary>How to write a duration, for messages about a wrong one.</summary>
    public const string DurationFormat =
        "Write a duration as hh:mm:ss, such as 00:00:05; a number alone is a number of days.";

    /// <summary>Returns the messages in an exception.</summary>
    /// <returns>
    /// The messages; empty if any part of the exception does not concern settings, because then its stack trace is
    /// needed.
    /// </returns>
    public static IReadOnlyList<string> In(Exception exception) => Merge(FailuresIn(exception));

    /// <summary>Returns the messages in an exception, one for each pipeline that a fault affects.</summary>
    /// <returns>The messages; empty if any part of the exception does not concern settings.</returns>
    public static IReadOnlyList<string> FailuresIn(Exception exception)
    {
        List<string> failures = [];
        return Collect(exception, failures) ? failures : [];
    }

    /// <summary>Marks an exception whose messages are in the log, so that they are not printed twice.</summary>
    public static void MarkLogged(Exception exception) => exception.Data[Logged] = true;

    public static bool AreLogged(Exception exception) => exception.Data[Logged] is true;

    private static bool Collect(Exception exception, List<string> failures)
    {
        switch (exception)
        {
            case AggregateException several:
                return several.InnerExceptions.All(inner => Collect(inner, failures));
            case OptionsValidationException invalid:
                failures.AddRange(invalid.Failures);
                return true;
            // The binder has no exception type of its own; its message contains key, value and type.
            case SettingsException or InvalidOperationException { Source: Binder }:
                failures.Add(ConversionFault.Explain(exception.Message));
                return true;
            default:
                return false;
        }
    }

    private static List<string> Merge(IReadOnlyList<string> failures) =>
    [
        .. failures.Distinct(StringComparer.Ordinal)
        .Select(Split).GroupBy(fault => fault.Text, StringComparer.Ordinal).Select(group =>
            string.Join(", ", group.Select(fault => fault.Subject)
                .Distinct(StringComparer.Ordinal)) is { Length: > 0 } subjects
                    ? $"{subjects}: {group.Key}"
                    : group.Key),
    ];

    // Splits off the pipeline's name, because an invalid default causes the same message for every pipeline.
    private static (string Subject, string Text) Split(string failure) =>
        Subject().Match(failure) is { Success: true } match
            ? (match.Groups["subject"].Value, match.Groups["rest"].Value)
            : (string.Empty, failure);

    [GeneratedRegex(
        @"^(?<subject>(Pipeline '|Fallback:Operations:)[^':]+'?): (?<rest>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subject();
}
