namespace PatientApi.Contracts;

/// <summary>The few fields by which a patient is recognised in a list or a header.</summary>
public sealed record PatientSummary
{
    /// <summary>Our identifier.</summary>
    public required Guid Id { get; init; }

    /// <summary>The identifier the sending system knows the patient by.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Given names and family name.</summary>
    public required string Name { get; init; }

    /// <summary>Date of birth.</summary>
    public required DateOnly BirthDate { get; init; }

    /// <summary>When the patient last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A patient with what can be read out of the details of a FHIR resource.</summary>
public sealed record EnrichedPatient
{
    /// <summary>The patient, without details.</summary>
    public required PatientResponse Patient { get; init; }

    /// <summary>What the details say; absent where they could not be looked into, which is not the same as saying nothing.</summary>
    public PatientEnrichment? Enrichment { get; init; }
}

/// <summary>What the details of a patient say, each where it is known.</summary>
public sealed record PatientEnrichment
{
    /// <summary>The language to speak with the patient: the preferred one, else the first.</summary>
    public string? Language { get; init; }

    /// <summary>The marital status, in words where there are any.</summary>
    public string? MaritalStatus { get; init; }

    /// <summary>Where the patient lives.</summary>
    public PatientAddress? Address { get; init; }
}

/// <summary>A postal address.</summary>
public sealed record PatientAddress
{
    /// <summary>Street, house number and the like.</summary>
    public IReadOnlyList<string> Line { get; init; } = [];

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>Country.</summary>
    public string? Country { get; init; }
}

/// <summary>Hints for the people at the desk. None of them is medical advice, and doing without them does no harm.</summary>
/// <param name="Items">The hints, in a fixed order.</param>
public sealed record PatientRecommendations(IReadOnlyList<PatientRecommendation> Items);

/// <summary>One hint.</summary>
/// <param name="Code">What it is, for a program: <c>interpreter</c>, <c>contact-missing</c>, <c>address-missing</c>, <c>guardian</c>.</param>
/// <param name="Text">What it is, for a person.</param>
public sealed record PatientRecommendation(string Code, string Text);
