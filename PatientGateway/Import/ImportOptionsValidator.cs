using Microsoft.Extensions.Options;

namespace PatientGateway.Import;

/// <summary>Stops a start with settings under which no import could end well.</summary>
internal sealed class ImportOptionsValidator : IValidateOptions<ImportOptions>
{
    // Something that stands still for an hour is stuck.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ImportOptions options) =>
        options.IdleTimeout > TimeSpan.Zero && options.IdleTimeout <= Longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{ImportOptions.Section}:{nameof(ImportOptions.IdleTimeout)} is {options.IdleTimeout}; it must be more than 0 and at most {Longest}, such as 00:01:00.");
}
