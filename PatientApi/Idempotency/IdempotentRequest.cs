using System.Security.Cryptography;
using System.Text;
using PatientApi.Contracts;
using ServiceDefaults.Callers;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>
/// Identifies one write of a caller. A part is a line or an item of a whole request that has the key; part 0 is the
/// whole.
/// </summary>
internal sealed record IdempotentRequest(string Tenant, string Client, string Key, byte[] Fingerprint, int Part = 0)
{
    private const string ExternalId = "externalId";

    /// <summary>
    /// Fingerprint of the same request as stored before texts were trimmed; <see langword="null"/> where it is the
    /// same.
    /// </summary>
    public byte[]? FormerFingerprint { get; private init; }

    /// <summary>Forms of the key under which its response may be stored.</summary>
    public string[] StoredKeys { get; } = [.. IdempotencyKey.StoredForms(Key)];

    /// <summary>Returns the identity of the current request; <see langword="null"/> when it has no key.</summary>
    public static IdempotentRequest? Of(HttpContext http, ICallerContext caller)
    {
        if (http.GetIdempotencyKey() is not { } key)
        {
            return null;
        }

        var (body, path, canonicalPath) =
            (BodyDigest.Of(http), http.Request.Path.ToString(), CanonicalPathOf(http.Request));
        var fingerprint = FingerprintOf(http.Request, canonicalPath, body.Canonical);
        return new(caller.Tenant, caller.Client, key, fingerprint)
        {
            FormerFingerprint = ReferenceEquals(body.Canonical, body.AsSent)
                && string.Equals(path, canonicalPath, StringComparison.Ordinal)
                ? null
                : FingerprintOf(http.Request, path, body.AsSent),
        };
    }

    /// <summary>Returns the identity of a part of this request, with the fingerprint of its own bytes.</summary>
    public IdempotentRequest PartOf(int part, byte[] fingerprint) =>
        this with { Part = part, Fingerprint = fingerprint, FormerFingerprint = null };

    /// <summary>Returns whether a stored fingerprint belongs to this request.</summary>
    public bool IsOf(ReadOnlySpan<byte> stored) =>
        stored.SequenceEqual(Fingerprint) || (FormerFingerprint is not null && stored.SequenceEqual(FormerFingerprint));

    // Two requests are the same if method, target, preconditions and the stored form of the body are equal.
    private static byte[] FingerprintOf(HttpRequest request, string path, ReadOnlySpan<byte> bodyDigest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])
            [request.Method, $"{path}{request.QueryString}", request.Headers.IfMatch.ToString(),
             request.Headers.IfNoneMatch.ToString()])
        {
            // No header and no path contains a line feed, so it separates the parts.
            hash.AppendData(Encoding.UTF8.GetBytes($"{part}\n"));
        }

        hash.AppendData(bodyDigest);
        return hash.GetHashAndReset();
    }

    // The external id is the last segment of its route, in the form in which the server has decoded it.
    private static string CanonicalPathOf(HttpRequest request) =>
        request.Path.Value is { } path && request.RouteValues[ExternalId] is string externalId
            && path.EndsWith(externalId, StringComparison.Ordinal)
            ? new PathString($"{path[..^externalId.Length]}{PatientText.NormalizeExternalId(externalId)}").ToString()
            : request.Path.ToString();
}
