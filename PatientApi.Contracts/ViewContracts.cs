namespace PatientApi.Contracts;

/// <summary>The few fields that identify a patient in a list or a page header.</summary>
public sealed record PatientSummary : PatientData
{
    /// <summary>Identifier assigned by this system.</summary>
    public required Guid Id { get; init; }

    /// <summary>Identifier of the patient in the sending system.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Given names and family name.</summary>
    public required string Name { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>Time of the last change of the patient.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A patient with data extracted from FHIR details.</summary>
public sealed record EnrichedPatient : PatientData
{
    /// <summary>The patient, without details.</summary>
    public required PatientResponse Patient { get; init; }

    /// <summary>
    /// Data from the details; absent if the details could not be read, which differs from details without such data.
    /// </summary>
    public PatientEnrichment? Enrichment { get; init; }
}

/// <summary>Data extracted from the details of a patient; unknown values are absent.</summary>
public sealed record PatientEnrichment : PatientData
{
    /// <summary>Language for talking to the patient: the preferred one, else the first.</summary>
    public string? Language { get; init; }

    /// <summary>Marital status, as text if available.</summary>
    public string? MaritalStatus { get; init; }

    /// <summary>Address where the patient lives.</summary>
    public PatientAddress? Address { get; init; }
}

/// <summary>A postal address.</summary>
public sealed record PatientAddress : PatientData
{
    /// <summary>Street, house number and similar.</summary>
    public IReadOnlyList<string> Line { get; init; } = [];

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>Country.</summary>
    public string? Country { get; init; }
}

/// <summary>Recommendations for the reception desk. None is medical advice, and their absence does no harm.</summary>
/// <param name="Items">Recommendations in a fixed order.</param>
public sealed record PatientRecommendations(IReadOnlyList<PatientRecommendation> Items);

/// <summary>One recommendation.</summary>
/// <param name="Code">Machine-readable code: <c>interpreter</c>, <c>contact-missing</c>, <c>address-missing</c>,
/// <c>guardian</c>.</param>
/// <param name="Text">Text for people.</param>
public sealed record PatientRecommendation(string Code, string Text) : PatientData;
