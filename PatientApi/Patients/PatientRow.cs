using System.Linq.Expressions;
using System.Text.Json;
using PatientApi.Contracts;

namespace PatientApi.Patients;

/// <summary>What a read takes out of the database: never the search keys, and the details only when they were asked for.</summary>
internal sealed record PatientRow
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

    /// <summary>A patient without details. An expression, so that the database does not even send them.</summary>
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

    /// <summary>A patient with everything that is known.</summary>
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

    /// <summary>The summary of a patient that was just written.</summary>
    public static PatientRow Of(Patient patient) => SummaryOf(patient);

    /// <summary>The row as callers see it.</summary>
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
