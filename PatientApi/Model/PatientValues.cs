using PatientApi.Contracts;

namespace PatientApi.Model;

/// <summary>Values of a patient that a caller may set, already validated.</summary>
internal sealed record PatientValues : PatientData
{
    public required string ExternalId { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public required DateOnly BirthDate { get; init; }

    /// <summary>JSON object as text.</summary>
    public string? Details { get; init; }
}
