using System.Text;
using CsCheck;
using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;

namespace ServiceDefaults.Tests.Encryption;

/// <summary>A payload is decrypted under its own name and key only, and nothing else is accepted.</summary>
public sealed class PayloadCipherTests
{
    private const string KeyA = "the first secret, of some 40 characters.";
    private const string KeyB = "the second secret, of some 40 characters";

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("a record that nobody may read");
    private static readonly byte[] Name = Encoding.UTF8.GetBytes("copy:{x}:y");

    private readonly PayloadCipher _cipher = Cipher(KeyA);

    [Fact]
    public void TryDecrypt_OfAnEncryptedPayload_ReturnsThePlaintext() =>
        Gen.Select(Gen.Byte.Array[0, 2000], Gen.Byte.Array[0, 100]).Sample((payload, name) =>
            _cipher.TryDecrypt(_cipher.Encrypt(payload, name), name, out var read) == DecryptionStatus.Decrypted
                && read.AsSpan().SequenceEqual(payload));

    [Fact]
    public void TryDecrypt_OfAnyBytes_FailsWithoutThrowing() => Gen.Byte.Array[0, 200].Sample(
        bytes => _cipher.TryDecrypt(bytes, Name, out var read) != DecryptionStatus.Decrypted && read.Length == 0,
        iter: 100_000);

    [Fact]
    public void TryDecrypt_WithAnyByteChanged_ReportsTampering()
    {
        var encrypted = _cipher.Encrypt(Payload, Name);
        for (var position = 0; position < encrypted.Length; position++)
        {
            byte[] changed = [.. encrypted];
            changed[position] ^= 0x40;

            var expected = position == 0
                ? DecryptionStatus.UnknownFormat
                : position <= sizeof(uint) ? DecryptionStatus.UnknownKey : DecryptionStatus.Tampered;
            Assert.Equal((position, expected), (position, _cipher.TryDecrypt(changed, Name, out _)));
        }
    }

    [Fact]
    public void TryDecrypt_OfTruncatedData_Fails()
    {
        var encrypted = _cipher.Encrypt(Payload, Name);
        for (var length = 0; length < encrypted.Length; length++)
        {
            var expected = length < PayloadCipher.Overhead ? DecryptionStatus.Truncated : DecryptionStatus.Tampered;
            Assert.Equal((length, expected), (length, _cipher.TryDecrypt(encrypted.AsSpan(0, length), Name, out _)));
        }
    }

    [Fact]
    public void TryDecrypt_UnderAnotherName_ReportsTampering() =>
        Assert.Equal(
            DecryptionStatus.Tampered, _cipher.TryDecrypt(_cipher.Encrypt(Payload, Name), "copy:{x}:z"u8, out _));

    [Fact]
    public void TryDecrypt_DuringKeyRotation_AcceptsTheCurrentAndThePreviousKeyOnly()
    {
        var written = _cipher.Encrypt(Payload, Name);

        Assert.Equal(DecryptionStatus.Decrypted, Cipher(KeyB, KeyA).TryDecrypt(written, Name, out var read));
        Assert.Equal(Payload, read);
        Assert.Equal(DecryptionStatus.UnknownKey, Cipher(KeyB).TryDecrypt(written, Name, out _));
        Assert.Equal(
            DecryptionStatus.UnknownKey, _cipher.TryDecrypt(Cipher(KeyB, KeyA).Encrypt(Payload, Name), Name, out _));
    }

    [Fact]
    public void Encrypt_SamePayloadTwice_ReturnsDifferentBytes() => Assert.NotEqual(
        _cipher.Encrypt(Payload, Name), _cipher.Encrypt(Payload, Name));

    [Fact]
    public void Encrypt_WithoutASecret_IsReadByThisProcessOnly()
    {
        var own = Cipher(current: null);

        Assert.Equal(DecryptionStatus.Decrypted, own.TryDecrypt(own.Encrypt(Payload, Name), Name, out _));
        Assert.NotEqual(
            DecryptionStatus.Decrypted, Cipher(current: null).TryDecrypt(own.Encrypt(Payload, Name), Name, out _));
    }

    private static PayloadCipher Cipher(string? current, string? previous = null) =>
        new(Options.Create(new EncryptionOptions { CurrentKey = current, PreviousKey = previous }));
}
