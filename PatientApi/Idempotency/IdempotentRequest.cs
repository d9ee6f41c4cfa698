using System.Security.Cryptography;
using System.Text;
using PatientApi.Contracts;
using ServiceDefaults.Callers;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>One write as its caller names it. A part is a line or an item of a whole that has the key; 0 is the whole.</summary>
internal sealed record IdempotentRequest(string Tenant, string Client, string Key, byte[] Fingerprint, int Part = 0)
{
    private const string ExternalId = "externalId";

    /// <summary>The fingerprint by which the same request was stored before texts were trimmed; null where it is the same.</summary>
    public byte[]? FormerFingerprint { get; private init; }

    /// <summary>The texts under which its answer may have been stored.</summary>
    public string[] StoredKeys { get; } = [.. IdempotencyKey.StoredForms(Key)];

    /// <summary>The request that is being served; null when it has no key.</summary>
    public static IdempotentRequest? Of(HttpContext http, ICallerContext caller)
    {
        if (http.GetIdempotencyKey() is not { } key)
        {
            return null;
        }

        var (body, path, canonicalPath) = (BodyDigest.Of(http), http.Request.Path.ToString(), CanonicalPathOf(http.Request));
        var fingerprint = FingerprintOf(http.Request, canonicalPath, body.Canonical);
        return new(caller.Tenant, caller.Client, key, fingerprint)
        {
            FormerFingerprint = ReferenceEquals(body.Canonical, body.AsSent) && string.Equals(path, canonicalPath, StringComparison.Ordinal)
                ? null
                : FingerprintOf(http.Request, path, body.AsSent),
        };
    }

    /// <summary>A part of this request, by its own bytes.</summary>
    public IdempotentRequest PartOf(int part, byte[] fingerprint) => this with { Part = part, Fingerprint = fingerprint, FormerFingerprint = null };

    /// <summary>Whether this is the request of a stored fingerprint.</summary>
    public bool IsOf(ReadOnlySpan<byte> stored) =>
        stored.SequenceEqual(Fingerprint) || (FormerFingerprint is not null && stored.SequenceEqual(FormerFingerprint));

    // What makes two requests the same: where they go, on what condition, and what is stored of the body.
    private static byte[] FingerprintOf(HttpRequest request, string path, ReadOnlySpan<byte> bodyDigest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])
            [request.Method, $"{path}{request.QueryString}", request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString()])
        {
            // No header and no path holds a line feed.
            hash.AppendData(Encoding.UTF8.GetBytes($"{part}\n"));
        }

        hash.AppendData(bodyDigest);
        return hash.GetHashAndReset();
    }

    // The external id is the last segment of its route, and as the server has decoded it there.
    private static string CanonicalPathOf(HttpRequest request) =>
        request.Path.Value is { } path && request.RouteValues[ExternalId] is string externalId && path.EndsWith(externalId, StringComparison.Ordinal)
            ? new PathString($"{path[..^externalId.Length]}{PatientText.NormalizeExternalId(externalId)}").ToString()
            : request.Path.ToString();
}
