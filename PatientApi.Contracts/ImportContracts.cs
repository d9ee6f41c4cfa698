using System.Text.Json.Serialization;

namespace PatientApi.Contracts;

/// <summary>The media types of an import.</summary>
public static class ImportMediaTypes
{
    /// <summary>Newline-delimited JSON, which is also what the answer is.</summary>
    public const string Ndjson = "application/x-ndjson";

    /// <summary>The same under the name without the prefix.</summary>
    public const string PlainNdjson = "application/ndjson";

    /// <summary>FHIR resources, one a line.</summary>
    public const string FhirNdjson = "application/fhir+ndjson";
}

/// <summary>Outcome of one line of an import.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportStatus>))]
public enum ImportStatus
{
    /// <summary>A new patient was created.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>The line replaced the patient with the same external id.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>The line was rejected; the other lines are not affected.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>Result of one line of an import; one line of the NDJSON response.</summary>
public sealed record ImportLineResult : PatientData
{
    /// <summary>Number of the line in the request, starting at 1.</summary>
    public required long Line { get; init; }

    /// <summary>Outcome of the line.</summary>
    public required ImportStatus Status { get; init; }

    /// <summary>Id of the patient, unless the line failed.</summary>
    public Guid? Id { get; init; }

    /// <summary>External id of the patient, if it could be read.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Reason for the failure.</summary>
    public ImportProblem? Problem { get; init; }
}

/// <summary>Reason why a line of an import failed, with the members of RFC 9457.</summary>
/// <param name="Title">Kind of failure, the same for every line with that failure.</param>
/// <param name="Detail">What to correct in the line; never contains a value from it.</param>
public sealed record ImportProblem(string Title, string Detail);
