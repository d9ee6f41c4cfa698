using System.Text.Json;

namespace PatientApi.Contracts;

/// <summary>A patient in responses.</summary>
public sealed record PatientResponse : PatientData
{
    /// <summary>Identifier assigned by this system, a UUIDv7: ordered by creation.</summary>
    public required Guid Id { get; init; }

    /// <summary>Identifier of the patient in the sending system; unique.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Given names.</summary>
    public required string FirstName { get; init; }

    /// <summary>Family name.</summary>
    public required string LastName { get; init; }

    /// <summary>E-mail address, if known.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone number, if known.</summary>
    public string? Phone { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>All further data as a JSON object; only present on request.</summary>
    public JsonElement? Details { get; init; }

    /// <summary>Time when the patient was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Time of the last change of the patient.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>
/// Request body to create or replace a patient. Required fields are nullable here so that a missing one produces a
/// field error.
/// </summary>
public sealed record PatientRequest : PatientData
{
    /// <summary>
    /// 1 to 128 characters without <c>/</c>, because it is part of a path. Optional where the route contains it.
    /// </summary>
    public string? ExternalId { get; init; }

    /// <summary>Required, 1 to 200 characters.</summary>
    public string? FirstName { get; init; }

    /// <summary>Required, 1 to 200 characters.</summary>
    public string? LastName { get; init; }

    /// <summary>At most 320 characters.</summary>
    public string? Email { get; init; }

    /// <summary>At most 50 characters.</summary>
    public string? Phone { get; init; }

    /// <summary>Required, a full date, not before 1850 and not in the future.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>A JSON object, or <see langword="null"/>.</summary>
    public JsonElement? Details { get; init; }
}

/// <summary>One page of patients, ordered by last name, first name and id.</summary>
/// <param name="Items">The patients of this page, without details.</param>
/// <param name="NextCursor">Cursor of the next page; absent on the last page.</param>
public sealed record PatientPage(IReadOnlyList<PatientResponse> Items, string? NextCursor);
