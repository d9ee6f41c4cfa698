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
    private const int BufferBytes = 512;

    private readonly byte[] _key = DerivedKey.Of(options.Value.NameKey, "names");

    /// <summary>
    /// Creates a name. The boundaries between parts matter: <c>("ab", "c")</c> and <c>("a", "bc")</c> have different
    /// names.
    /// </summary>
    /// <param name="parts">The values that identify the thing, in a fixed order.</param>
    /// <returns>22 characters that are safe in keys and URLs.</returns>
    public string Of(params ReadOnlySpan<string> parts)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += sizeof(int) + Encoding.UTF8.GetByteCount(part);
        }

        // All parts in one buffer: one call into the cryptographic library instead of two for each part. Every read of
        // a patient needs three names.
        var input = size <= BufferBytes ? stackalloc byte[BufferBytes] : new byte[size];
        var used = 0;
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part, input[(used + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(input[used..], written);
            used += sizeof(int) + written;
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, input[..used], digest);
        return Base64Url.EncodeToString(digest[..NameBytes]);
    }
}
