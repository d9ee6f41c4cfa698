using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace PatientApi.Data;

/// <summary>What this instance may do to the database, and the role that only reads it.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>
    /// Whether this instance only reads: it does not migrate, seed or write, and routes that write return 405. Default:
    /// false.
    /// </summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// Role of the read-only instances; the instance that migrates creates and updates it. Default: none.
    /// </summary>
    [ValidateObjectMembers]
    public ReaderOptions Reader { get; set; } = new();

    /// <summary>Reads the section directly, for code that runs before the services are built.</summary>
    public static DatabaseOptions Of(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<DatabaseOptions>() ?? new();
}

/// <summary>A role that can only read the patients. Set both values or neither.</summary>
internal sealed class ReaderOptions : IValidatableObject
{
    public string? Name { get; set; }

    /// <summary>
    /// Password in printable ASCII: other characters have several Unicode forms, and Postgres would have to normalise
    /// them in the same way.
    /// </summary>
    public string? Password { get; set; }

    // By hand rather than by attribute: a message of an attribute would quote the password.
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Name) != string.IsNullOrEmpty(Password))
        {
            yield return new("Name and Password: set both, or neither.");
        }

        if (Password is not null && !Password.All(letter => letter is >= ' ' and <= '~'))
        {
            yield return new("Password must be printable ASCII.");
        }
    }
}
