using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.ServiceTokens;

/// <summary>
/// A pair of keys for service tokens (ECDSA P-256, <c>ES256</c>): the caller signs with the private key, which no other
/// service has.
/// </summary>
/// <param name="PrivateKey">PKCS #8, in base64. A secret.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, in base64.</param>
public sealed record ServiceTokenKeys(string PrivateKey, string PublicKey)
{
    internal const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    /// <summary>Creates a random pair.</summary>
    /// <returns>The pair.</returns>
    public static ServiceTokenKeys Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Of(key);
    }

    /// <summary>Returns the pair of a private key.</summary>
    /// <param name="privateKey">PKCS #8, in base64.</param>
    /// <returns>The pair.</returns>
    /// <exception cref="ArgumentException">The text is not a private key of the curve P-256.</exception>
    public static ServiceTokenKeys Of(string privateKey)
    {
        using var key = Import(privateKey, isPrivate: true)
            ?? throw new ArgumentException(
                "This is not a private key of the curve P-256 in base64 PKCS #8.", nameof(privateKey));
        return Of(key);
    }

    /// <summary>Returns the public key, so that no log can hold the private one.</summary>
    /// <returns>The public key.</returns>
    public override string ToString() => PublicKey;

    internal static SecurityKey? TryRead(string? text, bool isPrivate)
    {
        if (Import(text, isPrivate) is not { } key)
        {
            return null;
        }

        var id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..8]);
        return new ECDsaSecurityKey(key) { KeyId = id };
    }

    private static ServiceTokenKeys Of(ECDsa key) => new(
        Convert.ToBase64String(key.ExportPkcs8PrivateKey()), Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));

    private static ECDsa? Import(string? text, bool isPrivate)
    {
        var key = ECDsa.Create();
        try
        {
            var bytes = Convert.FromBase64String(text ?? "");
            if (isPrivate)
            {
                key.ImportPkcs8PrivateKey(bytes, out _);
            }
            else
            {
                key.ImportSubjectPublicKeyInfo(bytes, out _);
            }

            // A curve without a name, by its parameters, has no object identifier.
            if (key.ExportParameters(
                includePrivateParameters: false).Curve.Oid?.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                return key;
            }
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            // No such key; the caller reports the setting, without its value.
        }

        key.Dispose();
        return null;
    }
}
