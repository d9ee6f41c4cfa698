using Microsoft.Extensions.Options;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Adds the option's value to the messages of generated validators, which name only the option and its range.
/// </summary>
internal static class QuotedFailures
{
    /// <summary>Returns the failures of a validator, each with the value found, if there is one.</summary>
    /// <param name="validator">The validator.</param>
    /// <param name="path">The name of the options in the validator's messages; member names follow after a dot.</param>
    /// <param name="options">The options.</param>
    public static IEnumerable<string> Of<TOptions>(IValidateOptions<TOptions> validator, string path, TOptions options) where TOptions : class =>
        (validator.Validate(path, options).Failures ?? []).Select(failure => $"{failure}{Quote(failure, path, options)}");

    private static string Quote(string failure, string path, object options)
    {
        var start = failure.IndexOf($" {path}.", StringComparison.Ordinal);
        if (start < 0)
        {
            return string.Empty;
        }

        object? value = options;
        foreach (var member in failure[(start + path.Length + 2)..].Split(' ')[0].Split('.'))
        {
            value = value?.GetType().GetProperty(member)?.GetValue(value);
        }

        return value is null or "" ? string.Empty : $" It is {value}.";
    }
}
