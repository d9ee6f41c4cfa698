using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption.Internal;

namespace ServiceDefaults.Encryption;

/// <summary>
/// Names for things whose real names must not be seen: a keyed hash (HMAC-SHA256, 128 bits of it) of all that tells one thing from another.
/// Without the key nobody can find out whether a given record is there.
/// </summary>
/// <param name="options">The secrets.</param>
public sealed class KeyedNames(IOptions<EncryptionOptions> options)
{
    private const int NameBytes = 16;

    private readonly byte[] _key = DerivedKey.Of(options.Value.NameKey, "names");

    /// <summary>Makes the name. Parts are kept apart: <c>("ab", "c")</c> and <c>("a", "bc")</c> have different names.</summary>
    /// <param name="parts">What tells one thing from another, in a fixed order.</param>
    /// <returns>22 characters that are safe in keys and URLs.</returns>
    public string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Base64Url.EncodeToString(digest[..NameBytes]);
    }
}
