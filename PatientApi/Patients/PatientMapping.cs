using System.Text.Json;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Patients;

/// <summary>Between what is stored and what is sent.</summary>
internal static class PatientMapping
{
    /// <summary>The patient as an answer, with or without details.</summary>
    public static PatientResponse ToResponse(this Patient patient, bool includeDetails) => new()
    {
        Id = patient.Id,
        ExternalId = patient.ExternalId,
        FirstName = patient.FirstName,
        LastName = patient.LastName,
        Email = patient.Email,
        Phone = patient.Phone,
        BirthDate = patient.BirthDate,
        Details = includeDetails && patient.Details is { } details ? JsonSerializer.Deserialize<JsonElement>(details) : null,
        CreatedAt = patient.CreatedAt,
        UpdatedAt = patient.UpdatedAt,
    };

    /// <summary>A validated request as a new row.</summary>
    public static Patient ToPatient(this PatientRequest request, string externalId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ExternalId = externalId,
        FirstName = request.FirstName!,
        LastName = request.LastName!,
        Email = request.Email,
        Phone = request.Phone,
        BirthDate = request.BirthDate!.Value,
        Details = request.Details is { ValueKind: JsonValueKind.Object } details ? details.GetRawText() : null,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
