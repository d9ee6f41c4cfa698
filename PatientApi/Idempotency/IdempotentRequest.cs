using System.Security.Cryptography;
using System.Text;
using ServiceDefaults.Callers;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>One write as its caller names it. A part is a line or an item of a whole that has the key; 0 is the whole.</summary>
internal sealed record IdempotentRequest(string Tenant, string Client, string Key, byte[] Fingerprint, int Part = 0)
{
    /// <summary>The texts under which its answer may have been stored.</summary>
    public string[] StoredKeys { get; } = [.. IdempotencyKey.StoredForms(Key)];

    /// <summary>The request that is being served; null when it has no key.</summary>
    public static IdempotentRequest? Of(HttpContext http, ICallerContext caller) => http.GetIdempotencyKey() is { } key
        ? new(caller.Tenant, caller.Client, key, FingerprintOf(http.Request, BodyDigest.Of(http)))
        : null;

    /// <summary>A part of this request, by its own bytes.</summary>
    public IdempotentRequest PartOf(int part, byte[] fingerprint) => this with { Part = part, Fingerprint = fingerprint };

    // What makes two requests the same: where they go, on what condition, and every byte of the body.
    private static byte[] FingerprintOf(HttpRequest request, ReadOnlySpan<byte> bodyDigest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (string[])
            [request.Method, $"{request.Path}{request.QueryString}", request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString()])
        {
            // No header and no path holds a line feed.
            hash.AppendData(Encoding.UTF8.GetBytes($"{part}\n"));
        }

        hash.AppendData(bodyDigest);
        return hash.GetHashAndReset();
    }
}
