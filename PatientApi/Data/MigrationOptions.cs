namespace PatientApi.Data;

/// <summary>How the schema is brought up to date at start.</summary>
internal sealed class MigrationOptions
{
    public const string Section = "Migrations";

    /// <summary>How long one replica waits for another that is migrating. Default: two minutes. After that it starts over.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
