using Microsoft.Extensions.Options;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Generated validators say which option is out of which range, but not what it is.</summary>
internal static class QuotedFailures
{
    /// <summary>What a validator says, with the value behind it where there is one.</summary>
    /// <param name="validator">The validator.</param>
    /// <param name="path">What the options are called in its messages; members follow after a full stop.</param>
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
