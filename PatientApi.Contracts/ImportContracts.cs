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

/// <summary>What became of one line of an import.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportStatus>))]
public enum ImportStatus
{
    /// <summary>The line made a new patient.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>The line replaced the patient of the same external id.</summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary>The line was refused; the others were not touched by that.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>The answer to one line of an import, itself one line of NDJSON.</summary>
public sealed record ImportLineResult
{
    /// <summary>The number of the line in the request, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>What became of it.</summary>
    public required ImportStatus Status { get; init; }

    /// <summary>The patient's id, unless the line failed.</summary>
    public Guid? Id { get; init; }

    /// <summary>The patient's external id, as far as it could be read.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Why the line failed.</summary>
    public ImportProblem? Problem { get; init; }
}

/// <summary>Why a line of an import failed, in the terms of RFC 9457.</summary>
/// <param name="Title">The kind of fault, the same for every line that has it.</param>
/// <param name="Detail">What to mend; never a value out of the line.</param>
public sealed record ImportProblem(string Title, string Detail);
