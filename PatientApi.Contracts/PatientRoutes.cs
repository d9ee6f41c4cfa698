namespace PatientApi.Contracts;

/// <summary>The routes of the patient API, which the gateway mirrors under <c>/api/v1</c>.</summary>
public static class PatientRoutes
{
    /// <summary>
    /// Longest path and query that a client sends, in characters: 8,000, which every server should accept (RFC 9110,
    /// 4.1). Escaping a caller's path and query can triple their length.
    /// </summary>
    public const int MaxTargetLength = 8000;

    /// <summary>Lists and creates patients.</summary>
    public const string Collection = "/patients";

    /// <summary>Reads, replaces and deletes a patient.</summary>
    public const string ById = "/{id:guid}";

    /// <summary>Reads the few fields that identify a patient.</summary>
    public const string Summary = ById + "/summary";

    /// <summary>Reads a patient together with the data extracted from the details.</summary>
    public const string Enriched = ById + "/enriched";

    /// <summary>Reads recommendations for the reception desk.</summary>
    public const string Recommendations = ById + "/recommendations";

    /// <summary>Reads, creates or replaces a patient by the identifier of the sending system.</summary>
    public const string ByExternalId = "/by-external-id/{externalId}";

    /// <summary>Reads several patients by id.</summary>
    public const string Batch = "/batch";

    /// <summary>Imports FHIR R4 Patient resources, one per line (NDJSON).</summary>
    public const string Import = "/import";
}
