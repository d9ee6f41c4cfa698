using System.Security.Cryptography;
using System.Text;

namespace ServiceDefaults.Encryption.Internal;

/// <summary>
/// Derives keys from secrets. One secret gives an independent key for each purpose, so that no use weakens another.
/// </summary>
internal static class DerivedKey
{
    public const int Size = 32;

    public static byte[] Of(string? secret, string purpose, int size = Size) =>
        secret is null ? RandomNumberGenerator.GetBytes(size) : Derive(Encoding.UTF8.GetBytes(secret), purpose, size);

    private static byte[] Derive(byte[] secret, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, size, info: Encoding.UTF8.GetBytes(purpose));
}
