using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace PatientApi.Data;

/// <summary>What this instance may do to the database, and whom it lets read beside it.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Reads only: nothing is migrated, seeded or written, and the routes that write answer 405. Default: false.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>The role that a read-only instance comes with; the instance that migrates makes sure of it. Default: none.</summary>
    [ValidateObjectMembers]
    public ReaderOptions Reader { get; set; } = new();

    /// <summary>The section, for what has to be known before there are services.</summary>
    public static DatabaseOptions Of(IConfiguration configuration) => configuration.GetSection(Section).Get<DatabaseOptions>() ?? new();
}

/// <summary>A role that can read the patients and nothing else. Both values or neither.</summary>
internal sealed class ReaderOptions : IValidatableObject
{
    public string? Name { get; set; }

    /// <summary>Printable ASCII: of anything else there are several spellings, and Postgres would have to agree on one.</summary>
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
