using PatientApi.Contracts;
using ServiceDefaults.Fallback;

namespace PatientGateway.Upstream;

/// <summary>
/// One write of one patient, with everything that must be identical each time it is sent: the API recognises it by its
/// key, and refuses another request with the same key.
/// </summary>
internal sealed record PatientWrite : PatientData
{
    private PatientWrite()
    {
    }

    /// <summary>The operation's name in telemetry.</summary>
    public required string Operation { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>The path of the request at the API.</summary>
    public required string Path { get; init; }

    /// <summary>The idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>The patient's id, if the path contains it.</summary>
    public Guid? Id { get; private init; }

    /// <summary>The patient's external id as it was sent, if the path contains it.</summary>
    public string? ExternalId { get; private init; }

    public PatientPayload? Payload { get; init; }

    /// <summary>The caller's <c>If-Match</c>, which the API evaluates.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The caller's <c>If-None-Match</c>, which the API evaluates.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Whether this replaces a patient by id without a precondition, which the API requires.</summary>
    public bool NeedsCondition => Id is not null && IfMatch is null && IfNoneMatch is null && Method == HttpMethod.Put;

    /// <summary>The cache tag it invalidates; none where no response can be cached yet.</summary>
    public CacheTag? Tag { get; init; }

    /// <summary>Returns a write that creates a patient.</summary>
    public static PatientWrite Create(PatientPayload patient, string key) =>
        new()
        {
            Operation = "create_patient",
            Method = HttpMethod.Post,
            Path = PatientRoutes.Collection,
            Key = key,
            Payload = patient
        };

    /// <summary>
    /// Returns a write that replaces a patient whose version the caller has, or creates one under the caller's id.
    /// </summary>
    public static PatientWrite Replace(
        Guid id, PatientPayload patient, string? ifMatch, string? ifNoneMatch, string key) => new()
        {
            Operation = "replace_patient",
            Method = HttpMethod.Put,
            Path = PatientRoutes.PathOf(PatientRoutes.ById, id),
            Id = id,
            Key = key,
            Payload = patient,
            IfMatch = ifMatch,
            IfNoneMatch = ifNoneMatch,
            Tag = PatientTags.Of(id),
        };

    /// <summary>Returns a write that creates or replaces the patient with an external id.</summary>
    /// <exception cref="ArgumentException">
    /// The external id is empty or a dot segment, which no URL can carry: it would address another resource.
    /// </exception>
    public static PatientWrite Upsert(
        string externalId, PatientPayload patient, string? ifMatch, string? ifNoneMatch, string key) => new()
        {
            Operation = "upsert_patient",
            Method = HttpMethod.Put,
            Path = ExternalIdPath.Of(externalId),
            ExternalId = externalId,
            Key = key,
            Payload = patient,
            IfMatch = ifMatch,
            IfNoneMatch = ifNoneMatch,
            Tag = PatientTags.OfExternalId(externalId),
        };

    /// <summary>Returns a write that deletes a patient.</summary>
    public static PatientWrite Delete(Guid id, string? ifMatch, string? ifNoneMatch, string key) => new()
    {
        Operation = "delete_patient",
        Method = HttpMethod.Delete,
        Path = PatientRoutes.PathOf(PatientRoutes.ById, id),
        Id = id,
        Key = key,
        IfMatch = ifMatch,
        IfNoneMatch = ifNoneMatch,
        Tag = PatientTags.Of(id),
    };
}
