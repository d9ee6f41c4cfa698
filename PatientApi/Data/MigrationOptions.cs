using System.ComponentModel.DataAnnotations;

namespace PatientApi.Data;

/// <summary>Settings for migrating the schema at start-up.</summary>
internal sealed class MigrationOptions : IValidatableObject
{
    public const string Section = "Migrations";

    /// <summary>
    /// Longest wait for another replica that is migrating; after it, the attempt starts over. Default: two minutes.
    /// </summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Largest number of failed migration attempts. After the last one, readiness reports the cause until the instance
    /// is restarted. Waiting for the server or for another instance, and attempts whose connection was lost, do not
    /// count. Default: 10, within about half a minute; from 1 to 1,000.
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
