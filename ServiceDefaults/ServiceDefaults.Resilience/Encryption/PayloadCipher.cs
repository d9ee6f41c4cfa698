using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption.Internal;

namespace ServiceDefaults.Encryption;

/// <summary>
/// Encrypts and authenticates payloads with AES-256-GCM, and binds each to its context, so that two of them cannot be
/// swapped. Layout: format (1 byte), id of the key (4), nonce (12), ciphertext, tag (16).
/// </summary>
/// <remarks>Nonces are random: change the key before four billion payloads are encrypted with it.</remarks>
/// <param name="options">The secrets.</param>
public sealed class PayloadCipher(IOptions<EncryptionOptions> options)
{
    private const byte Format = 1;
    private const int KeyAt = 1;
    private const int NonceAt = KeyAt + sizeof(uint);
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = NonceAt + NonceSize;

    private readonly Key _current = new(options.Value.CurrentKey);
    private readonly Key? _previous = options.Value.PreviousKey is { } previous ? new(previous) : null;

    /// <summary>The number of bytes by which encryption lengthens a payload.</summary>
    public const int Overhead = HeaderSize + TagSize;

    /// <summary>Encrypts a payload with the current key.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="belongsTo">What the payload belongs to. It is not stored; decryption needs the same value.</param>
    /// <returns>The encrypted payload.</returns>
    public byte[] Encrypt(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> belongsTo)
    {
        var result = new byte[payload.Length + Overhead];
        var output = result.AsSpan();
        output[0] = Format;
        BinaryPrimitives.WriteUInt32BigEndian(output[KeyAt..], _current.Id);
        var nonce = output.Slice(NonceAt, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_current.Bytes, TagSize);
        aes.Encrypt(nonce, payload, output[HeaderSize..^TagSize], output[^TagSize..], belongsTo);
        return result;
    }

    /// <summary>
    /// Decrypts a payload of the current or the previous key. It never throws, whatever the bytes are.
    /// </summary>
    /// <param name="encrypted">The encrypted payload.</param>
    /// <param name="belongsTo">The value with which the payload was encrypted.</param>
    /// <param name="payload">The payload; empty when it could not be decrypted.</param>
    /// <returns>Whether it could be decrypted, or why not.</returns>
    public DecryptionStatus TryDecrypt(ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> belongsTo, out byte[] payload)
    {
        payload = [];
        if (encrypted.Length < Overhead)
        {
            return DecryptionStatus.Truncated;
        }

        if (encrypted[0] != Format)
        {
            return DecryptionStatus.UnknownFormat;
        }

        if (KeyOf(BinaryPrimitives.ReadUInt32BigEndian(encrypted[KeyAt..])) is not { } key)
        {
            return DecryptionStatus.UnknownKey;
        }

        var opened = new byte[encrypted.Length - Overhead];
        try
        {
            using var aes = new AesGcm(key.Bytes, TagSize);
            aes.Decrypt(
                encrypted.Slice(NonceAt, NonceSize),
                encrypted[HeaderSize..^TagSize],
                encrypted[^TagSize..],
                opened,
                belongsTo);
        }
        catch (AuthenticationTagMismatchException)
        {
            return DecryptionStatus.Tampered;
        }

        payload = opened;
        return DecryptionStatus.Decrypted;
    }

    private Key? KeyOf(uint id) => id == _current.Id ? _current : id == _previous?.Id ? _previous : null;

    private sealed class Key(string? secret)
    {
        public byte[] Bytes { get; } = DerivedKey.Of(secret, "payloads");

        // Derived from the secret, so that keys need no numbers, and reveals nothing about it.
        public uint Id { get; } = BinaryPrimitives.ReadUInt32BigEndian(
            DerivedKey.Of(secret, "payload key id", sizeof(uint)));
    }
}
