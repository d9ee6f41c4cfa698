using System.Security.Cryptography;
using PatientApi.Contracts;

namespace PatientApi.Idempotency;

/// <summary>SHA-256 of the body of a request, stored by the code that has read it.</summary>
/// <param name="Canonical">Digest of the canonical body: see <see cref="CanonicalBody"/>.</param>
/// <param name="AsSent">Digest of every byte received. It identifies requests whose key was stored before bodies were
/// trimmed.</param>
internal sealed record BodyDigest(byte[] Canonical, byte[] AsSent)
{
    private static readonly BodyDigest None = new([], []);

    /// <summary>Stores the digest of the body in the features of the request.</summary>
    public static void Leave(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var asSent = SHA256.HashData(body.Span);
        var canonical = CanonicalBody.Of(body);
        http.Features.Set(new BodyDigest(canonical.Equals(body) ? asSent : SHA256.HashData(canonical.Span), asSent));
    }

    /// <summary>Returns the stored digest; empty where a request has no body or it was not read.</summary>
    public static BodyDigest Of(HttpContext http) => http.Features.Get<BodyDigest>() ?? None;
}
