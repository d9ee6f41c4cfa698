using Microsoft.Extensions.Options;

namespace ServiceDefaults.Draining.Internal;

/// <summary>Validates that the shutdown timeout does not cut requests off that are within their own timeouts.</summary>
internal sealed class ShutdownTimeoutValidator(RequestTimeouts requests) : IValidateOptions<DrainOptions>
{
    public ValidateOptionsResult Validate(string? name, DrainOptions options)
    {
        if (options.ShutdownTimeout is not { } timeout)
        {
            return ValidateOptionsResult.Success;
        }

        var (dependency, longest) = requests.Longest();
        return timeout >= options.Grace + longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{DrainOptions.Section}:{nameof(DrainOptions.ShutdownTimeout)} is {timeout}; it must be at least "
                + $"{options.Grace + longest}: {DrainOptions.Section}:{nameof(DrainOptions.Grace)} ({options.Grace}) "
                + $"plus the longest total timeout ({longest} of {dependency ?? "no dependency"}). Raise the "
                + "shutdown timeout, lower one of these two, or remove the setting.");
    }
}
