using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>
/// Turns a position into a cursor and back. A cursor travels in addresses, which end up in logs, and a position holds a
/// name: it is encrypted, authenticated (AES-256-GCM), and good only for the search it came from.
/// </summary>
internal sealed partial class CursorProtector
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key;

    public CursorProtector(IOptions<PagingOptions> options, ILogger<CursorProtector> logger)
    {
        if (options.Value.CursorKey is not { Length: > 0 } secret)
        {
            _key = RandomNumberGenerator.GetBytes(32);
            LogTransientKey(logger);
            return;
        }

        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, info: "patient list cursor v1"u8.ToArray());
    }

    public string Protect(PatientPosition position, string search)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(position);
        var cursor = new byte[NonceLength + TagLength + plain.Length];
        var (nonce, tag, cipher) = Split(cursor);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Encoding.UTF8.GetBytes(search));
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>False when the cursor was tampered with, made with another key, or belongs to another search.</summary>
    public bool TryUnprotect(string cursor, string search, [NotNullWhen(true)] out PatientPosition? position)
    {
        position = null;
        if (!Base64Url.IsValid(cursor, out var length) || length < NonceLength + TagLength)
        {
            return false;
        }

        var (nonce, tag, cipher) = Split(Base64Url.DecodeFromChars(cursor));
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(_key, TagLength);
        try
        {
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Encoding.UTF8.GetBytes(search));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        position = JsonSerializer.Deserialize<PatientPosition>(plain)!;
        return true;
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Split(Memory<byte> cursor) =>
        (cursor[..NonceLength], cursor[NonceLength..(NonceLength + TagLength)], cursor[(NonceLength + TagLength)..]);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Paging:CursorKey is not set: cursors end with this process, and other replicas do not understand them.")]
    private static partial void LogTransientKey(ILogger logger);
}
