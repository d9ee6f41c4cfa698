using System.Linq.Expressions;
using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Patients;

/// <summary>Columns that a read selects: never the search keys, and the details only on request.</summary>
internal sealed record PatientRow : PatientData
{
    public required Guid Id { get; init; }

    public required string ExternalId { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public required string? Email { get; init; }

    public required string? Phone { get; init; }

    public required DateOnly BirthDate { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required Guid Version { get; init; }

    public string? Details { get; init; }

    /// <summary>Selects a patient without details. An expression, so that the database does not send them.</summary>
    public static Expression<Func<Patient, PatientRow>> Summary { get; } = patient => new PatientRow
    {
        Id = patient.Id,
        ExternalId = patient.ExternalId,
        FirstName = patient.FirstName,
        LastName = patient.LastName,
        Email = patient.Email,
        Phone = patient.Phone,
        BirthDate = patient.BirthDate,
        CreatedAt = patient.CreatedAt,
        UpdatedAt = patient.UpdatedAt,
        Version = patient.Version,
    };

    /// <summary>Selects a patient with details.</summary>
    public static Expression<Func<Patient, PatientRow>> WithDetails { get; } = patient => new PatientRow
    {
        Id = patient.Id,
        ExternalId = patient.ExternalId,
        FirstName = patient.FirstName,
        LastName = patient.LastName,
        Email = patient.Email,
        Phone = patient.Phone,
        BirthDate = patient.BirthDate,
        CreatedAt = patient.CreatedAt,
        UpdatedAt = patient.UpdatedAt,
        Version = patient.Version,
        Details = patient.Details,
    };

    private static Func<Patient, PatientRow> SummaryOf { get; } = Summary.Compile();

    /// <summary>Returns the row, without details, of a patient that was just written.</summary>
    public static PatientRow Of(Patient patient) => SummaryOf(patient);

    /// <summary>Converts the row to the response.</summary>
    public PatientResponse ToResponse() => new()
    {
        Id = Id,
        ExternalId = ExternalId,
        FirstName = FirstName,
        LastName = LastName,
        Email = Email,
        Phone = Phone,
        BirthDate = BirthDate,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Details = Details is null ? null : JsonElement.Parse(Details),
    };
}
