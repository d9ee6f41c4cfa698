namespace PatientApi.Patients;

/// <summary>What a caller may set of a patient, already validated.</summary>
internal sealed record PatientValues
{
    public required string ExternalId { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public required DateOnly BirthDate { get; init; }

    /// <summary>The text of a JSON object.</summary>
    public string? Details { get; init; }
}
