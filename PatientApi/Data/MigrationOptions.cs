using System.ComponentModel.DataAnnotations;

namespace PatientApi.Data;

/// <summary>How the schema is brought up to date at start.</summary>
internal sealed class MigrationOptions : IValidatableObject
{
    public const string Section = "Migrations";

    /// <summary>How long one replica waits for another that is migrating. Default: two minutes. After that it starts over.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often a migration is tried that fails; readiness then says why, until the instance is restarted. Waiting for the server or for another instance does not count.
    /// Default: 10, within about half a minute; from 1 to 1,000.
    /// </summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LockTimeout <= TimeSpan.Zero)
        {
            yield return new($"{nameof(LockTimeout)} is {LockTimeout}; it must be greater than zero.");
        }
    }
}
