using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption.Internal;

namespace ServiceDefaults.Encryption;

/// <summary>
/// Creates names for things whose real names must stay secret: a keyed hash (HMAC-SHA256, 128 bits of it) of the values
/// that identify the thing. Without the key a reader of the store cannot find out whether a given record exists.
/// </summary>
/// <param name="options">The secrets.</param>
public sealed class KeyedNames(IOptions<EncryptionOptions> options)
{
    private const int NameBytes = 16;

    private readonly byte[] _key = DerivedKey.Of(options.Value.NameKey, "names");

    /// <summary>
    /// Creates a name. The boundaries between parts matter: <c>("ab", "c")</c> and <c>("a", "bc")</c> have different
    /// names.
    /// </summary>
    /// <param name="parts">The values that identify the thing, in a fixed order.</param>
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
