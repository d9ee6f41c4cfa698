using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatientApi.Contracts;
using PatientGateway.Upstream;
using ServiceDefaults.Callers;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>
/// The queued form of a write. Once deserialized it results in an identical request: the API would refuse a different
/// one with the same key.
/// </summary>
internal sealed record PatientCommand : PatientData
{
    public required string Key { get; init; }

    /// <summary>The client that sent the write. Writes queued before clients had names have no client.</summary>
    public string Client { get; init; } = Caller.Anonymous.Client;

    /// <summary>The tenant of the client.</summary>
    public string Tenant { get; init; } = Caller.DefaultTenant;

    /// <summary>The id of the patient to replace.</summary>
    public Guid? Id { get; init; }

    /// <summary>The external id of an upsert. Without it and <see cref="Id"/> the command creates a patient.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// The id that the gateway assigned to a new patient and returned to the caller when it accepted the write.
    /// </summary>
    public Guid? AssignedId { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public string? ContentType { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The caller on whose behalf the write is delivered. It was authorized when the write was accepted; its own
    /// credentials are not stored.
    /// </summary>
    [JsonIgnore]
    public Caller Sender => new(Client, Tenant, [PatientScopes.Write], Caller.DefaultTier);

    /// <summary>The write to send.</summary>
    [JsonIgnore]
    public PatientWrite Write => AssignedId is { } assigned
        ? PatientWrite.Replace(assigned, Payload, ifMatch: null, ifNoneMatch: "*", Key)
        : AsSent;

    /// <summary>
    /// The write as the caller sent it; it differs from <see cref="Write"/> only if the gateway assigned an id.
    /// </summary>
    [JsonIgnore]
    public PatientWrite AsSent => Id is { } id ? PatientWrite.Replace(id, Payload, IfMatch, IfNoneMatch, Key)
        : ExternalId is { } externalId ? PatientWrite.Upsert(externalId, Payload, IfMatch, IfNoneMatch, Key)
        : PatientWrite.Create(Payload, Key);

    private PatientPayload Payload => new(Body, ContentType);

    public static PatientCommand Of(PatientWrite write, CommandOwner owner) => new()
    {
        Client = owner.Client,
        Tenant = owner.Tenant,
        Key = write.Key,
        Id = write.Id,
        ExternalId = write.ExternalId,
        IfMatch = write.IfMatch,
        IfNoneMatch = write.IfNoneMatch,
        ContentType = write.Payload?.ContentType,
        Body = write.Payload?.Body ?? default,
    };

    /// <exception cref="JsonException">The payload has the format of another version.</exception>
    public static PatientCommand Read(ReadOnlyMemory<byte> payload) =>
        JsonSerializer.Deserialize<PatientCommand>(payload.Span) ?? throw new JsonException("The command is null.");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>
    /// Returns the fingerprint of a write: everything the caller sent, after trimming, and nothing the gateway added.
    /// </summary>
    public static byte[] FingerprintOf(PatientWrite write) => FingerprintOf(
        write,
        write.ExternalId is { } externalId ? ExternalIdPath.Canonical(externalId) : write.Path,
        CanonicalBody.Of(write.Payload?.Body ?? default));

    /// <summary>Returns the fingerprint that an earlier version computed, from the untrimmed bytes.</summary>
    public static byte[] FormerFingerprintOf(PatientWrite write) => FingerprintOf(
        write, write.Path, write.Payload?.Body ?? default);

    private static byte[] FingerprintOf(PatientWrite write, string path, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string?[])[write.Method.Method, path, write.IfMatch, write.IfNoneMatch])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part is null ? "-\n" : $"{part.Length}:{part}\n"));
        }

        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }
}
