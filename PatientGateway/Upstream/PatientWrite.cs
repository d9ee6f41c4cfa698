using PatientApi.Contracts;
using ServiceDefaults.Fallback;

namespace PatientGateway.Upstream;

/// <summary>
/// One write of one patient, with everything that has to be the same each time it is sent: by its key the API knows it again, and would refuse
/// another request under the same key.
/// </summary>
internal sealed record PatientWrite
{
    private PatientWrite()
    {
    }

    /// <summary>What telemetry calls it.</summary>
    public required string Operation { get; init; }

    public required HttpMethod Method { get; init; }

    /// <summary>The path at the API.</summary>
    public required string Path { get; init; }

    /// <summary>The idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>The patient, where the path names its id.</summary>
    public Guid? Id { get; private init; }

    /// <summary>The patient, where the path names its external id, which is kept as it was sent.</summary>
    public string? ExternalId { get; private init; }

    public PatientPayload? Payload { get; init; }

    /// <summary>What the caller said of the version, for the API to judge.</summary>
    public string? IfMatch { get; init; }

    /// <summary>What the caller said of there being none.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Whether it names a patient, and not which version of that.</summary>
    public bool NeedsCondition => Id is not null && IfMatch is null && IfNoneMatch is null && Method == HttpMethod.Put;

    /// <summary>Whose copies it makes unbelievable; none where nobody can have one yet.</summary>
    public Subject? Subject { get; init; }

    /// <summary>Creates a patient.</summary>
    public static PatientWrite Create(PatientPayload patient, string key) =>
        new() { Operation = "create_patient", Method = HttpMethod.Post, Path = PatientRoutes.Collection, Key = key, Payload = patient };

    /// <summary>Replaces a patient whose version the caller knows, or creates one under an id of the caller's.</summary>
    public static PatientWrite Replace(Guid id, PatientPayload patient, string? ifMatch, string? ifNoneMatch, string key) => new()
    {
        Operation = "replace_patient",
        Method = HttpMethod.Put,
        Path = PatientRoutes.PathOf(PatientRoutes.ById, id),
        Id = id,
        Key = key,
        Payload = patient,
        IfMatch = ifMatch,
        IfNoneMatch = ifNoneMatch,
        Subject = PatientSubjects.Of(id),
    };

    /// <summary>Creates or replaces the patient of an external id.</summary>
    /// <exception cref="ArgumentException">The external id is a dot segment, which no URL can carry: it would address another resource.</exception>
    public static PatientWrite Upsert(string externalId, PatientPayload patient, string? ifMatch, string? ifNoneMatch, string key) => new()
    {
        Operation = "upsert_patient",
        Method = HttpMethod.Put,
        Path = ExternalIdPath.Of(externalId),
        ExternalId = externalId,
        Key = key,
        Payload = patient,
        IfMatch = ifMatch,
        IfNoneMatch = ifNoneMatch,
        Subject = PatientSubjects.OfExternalId(externalId),
    };

    /// <summary>Deletes a patient.</summary>
    public static PatientWrite Delete(Guid id, string? ifMatch, string? ifNoneMatch, string key) => new()
    {
        Operation = "delete_patient",
        Method = HttpMethod.Delete,
        Path = PatientRoutes.PathOf(PatientRoutes.ById, id),
        Id = id,
        Key = key,
        IfMatch = ifMatch,
        IfNoneMatch = ifNoneMatch,
        Subject = PatientSubjects.Of(id),
    };
}
