using System.Text.Json;

namespace PatientApi.Contracts;

/// <summary>A patient as callers see one.</summary>
public sealed record PatientResponse
{
    /// <summary>Our identifier, a UUIDv7: ordered by creation.</summary>
    public required Guid Id { get; init; }

    /// <summary>The identifier the sending system knows the patient by; unique.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Given names.</summary>
    public required string FirstName { get; init; }

    /// <summary>Family name.</summary>
    public required string LastName { get; init; }

    /// <summary>E-mail address, where there is one.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone number, where there is one.</summary>
    public string? Phone { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>Everything else that is known, as a JSON object; only when it was asked for.</summary>
    public JsonElement? Details { get; init; }

    /// <summary>When the patient was first stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the patient last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a caller sends to create or replace a patient. Required fields are nullable here so that their absence gets a field error.</summary>
public sealed record PatientRequest
{
    /// <summary>1 to 128 characters without <c>/</c>, for it travels in a path. May be left out where the route carries it.</summary>
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

    /// <summary>A JSON object, or nothing.</summary>
    public JsonElement? Details { get; init; }
}

/// <summary>One page of a list in the order of last name, first name, id.</summary>
/// <param name="Items">The patients of this page, without details.</param>
/// <param name="NextCursor">Where the next page begins; absent on the last page.</param>
public sealed record PatientPage(IReadOnlyList<PatientResponse> Items, string? NextCursor);
