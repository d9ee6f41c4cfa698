namespace PatientApi.Contracts;

/// <summary>The routes of the patient API, which the gateway mirrors under <c>/api/v1</c>.</summary>
public static class PatientRoutes
{
    /// <summary>
    /// The longest path and query that is sent: 8,000 characters, which every server should take (RFC 9110, 4.1). Escaped anew, what a caller sent can be three times
    /// as long as it was.
    /// </summary>
    public const int MaxTargetLength = 8000;

    /// <summary>List and create.</summary>
    public const string Collection = "/patients";

    /// <summary>Read, replace and delete one.</summary>
    public const string ById = "/" + IdParameter;

    /// <summary>The few fields by which one is recognised.</summary>
    public const string Summary = ById + "/summary";

    /// <summary>One, with what can be read out of the details.</summary>
    public const string Enriched = ById + "/enriched";

    /// <summary>Hints for the desk.</summary>
    public const string Recommendations = ById + "/recommendations";

    /// <summary>Read, create or replace by the sender's identifier.</summary>
    public const string ByExternalId = "/by-external-id/" + ExternalIdParameter;

    /// <summary>Read several by their ids.</summary>
    public const string Batch = "/batch";

    /// <summary>FHIR R4 Patient resources, one a line (NDJSON).</summary>
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
