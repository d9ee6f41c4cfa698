namespace PatientApi.Data;

/// <summary>A patient as stored.</summary>
internal sealed class Patient
{
    public Guid Id { get; init; }

    public required string ExternalId { get; set; }

    public required string FirstName { get; set; }

    public required string LastName { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public DateOnly BirthDate { get; set; }

    /// <summary>A JSON object, as text.</summary>
    public string? Details { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Postgres' own row version (xmin): it changes with every write, whoever makes it.</summary>
    public uint Version { get; init; }
}
