using Microsoft.Extensions.Options;
using ServiceDefaults.Retries.Internal;

namespace ServiceDefaults.Retries;

/// <summary>Checks the ranges of the options and how they fit together. Messages quote the values.</summary>
public sealed class RetryOptionsValidator : IValidateOptions<RetryOptions>
{
    private readonly RetryOptionsRangeValidator _ranges = new();

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RetryOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(_ranges.Validate(name, options));
        if (options.BaseDelay > options.MaxDelay)
        {
            result.AddError(
                $"BaseDelay is {options.BaseDelay} and MaxDelay is {options.MaxDelay}: lower BaseDelay or raise MaxDelay, the cap of every wait.",
                nameof(options.BaseDelay));
        }

        return result.Build();
    }
}
