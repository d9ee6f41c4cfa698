using System.ComponentModel.DataAnnotations;

namespace PatientGateway.Import;

/// <summary>Settings of the import route, section <c>Import</c>.</summary>
internal sealed class ImportOptions : IValidatableObject
{
    // An exchange without progress for an hour is stuck.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Name of the settings section.</summary>
    public const string Section = "Import";

    /// <summary>
    /// Maximum time without progress in either direction. The default is 60 seconds. An import has no total timeout.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IdleTimeout <= TimeSpan.Zero || IdleTimeout > Longest)
        {
            yield return new($"{nameof(IdleTimeout)} is {IdleTimeout}; "
                + $"it must be more than 0 and at most {Longest}, such as 00:01:00.");
        }
    }
}
