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
    public const string ById = "/" + IdParameter;

    /// <summary>Reads the few fields that identify a patient.</summary>
    public const string Summary = ById + "/summary";

    /// <summary>Reads a patient together with the data extracted from the details.</summary>
    public const string Enriched = ById + "/enriched";

    /// <summary>Reads recommendations for the reception desk.</summary>
    public const string Recommendations = ById + "/recommendations";

    /// <summary>Reads, creates or replaces a patient by the identifier of the sending system.</summary>
    public const string ByExternalId = "/by-external-id/" + ExternalIdParameter;

    /// <summary>Reads several patients by id.</summary>
    public const string Batch = "/batch";

    /// <summary>Imports FHIR R4 Patient resources, one per line (NDJSON).</summary>
    public const string Import = "/import";

    private const string IdParameter = "{id:guid}";
    private const string ExternalIdParameter = "{externalId}";

    /// <summary>The path of a route that names a patient by id.</summary>
    /// <param name="route">Such as <see cref="Summary"/>.</param>
    /// <param name="id">The patient's id.</param>
    /// <returns>The path at the API.</returns>
    public static string PathOf(string route, Guid id) =>
        Collection + route.Replace(IdParameter, id.ToString(), StringComparison.Ordinal);

    /// <summary>The path of the patient of an external id.</summary>
    /// <param name="escapedExternalId">The external id, escaped as a segment of a path.</param>
    /// <returns>The path at the API.</returns>
    public static string PathOfExternalId(string escapedExternalId) =>
        Collection + ByExternalId.Replace(ExternalIdParameter, escapedExternalId, StringComparison.Ordinal);
}
