using System.Security.Cryptography;
using PatientApi.Contracts;

namespace PatientApi.Idempotency;

/// <summary>SHA-256 of the body of a request, left by whoever has read it.</summary>
/// <param name="Canonical">Of what is stored of the body: see <see cref="CanonicalBody"/>.</param>
/// <param name="AsSent">Of every byte that came, by which keys that were stored before bodies were trimmed are known again.</param>
internal sealed record BodyDigest(byte[] Canonical, byte[] AsSent)
{
    private static readonly BodyDigest None = new([], []);

    /// <summary>Takes note of the body that came.</summary>
    public static void Leave(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var asSent = SHA256.HashData(body.Span);
        var canonical = CanonicalBody.Of(body);
        http.Features.Set(new BodyDigest(canonical.Equals(body) ? asSent : SHA256.HashData(canonical.Span), asSent));
    }

    /// <summary>What was left; nothing where a request has no body, or nobody read it.</summary>
    public static BodyDigest Of(HttpContext http) => http.Features.Get<BodyDigest>() ?? None;
}
