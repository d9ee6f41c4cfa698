using System.ComponentModel.DataAnnotations;

namespace PatientGateway.Import;

/// <summary>Settings of the import route, section <c>Import</c>.</summary>
internal sealed class ImportOptions : IValidatableObject
{
    // Something that stands still for an hour is stuck.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The section of the settings.</summary>
    public const string Section = "Import";

    /// <summary>How long neither a byte of the request nor one of the response may move; 60 s unless set. An import has no limit as a whole.</summary>
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
