using System.Security.Cryptography;

namespace PatientApi.Idempotency;

/// <summary>SHA-256 of the body of a request, left by whoever has read it.</summary>
internal sealed record BodyDigest(byte[] Bytes)
{
    /// <summary>Takes note of the body that came.</summary>
    public static void Leave(HttpContext http, ReadOnlySpan<byte> body) => http.Features.Set(new BodyDigest(SHA256.HashData(body)));

    /// <summary>What was left; nothing where a request has no body, or nobody read it.</summary>
    public static ReadOnlySpan<byte> Of(HttpContext http) => http.Features.Get<BodyDigest>() is { } digest ? digest.Bytes : default;
}
