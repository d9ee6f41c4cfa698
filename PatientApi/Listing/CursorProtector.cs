using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace PatientApi.Listing;

/// <summary>Where a page ended.</summary>
internal sealed record PatientPosition(string LastName, string FirstName, Guid Id);

/// <summary>
/// Turns a position into a cursor and back. It is sealed (AES-GCM), as a name has no business in a URL, and bound to its search,
/// as it means nothing in another.
/// </summary>
internal sealed class CursorProtector
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key;

    public CursorProtector(IOptions<PagingOptions> options) => _key = options.Value.CursorKey is { } secret
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, info: "patient-list-cursor"u8.ToArray())
        : RandomNumberGenerator.GetBytes(32);

    /// <summary>Seals a position of a search.</summary>
    public string Protect(PatientPosition position, string? search)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(position);
        var sealedBytes = new byte[NonceLength + TagLength + plain.Length];
        var (nonce, tag, cipher) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(nonce, plain, cipher, tag, Binding(search));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Opens a cursor; nothing when it is none of ours, was changed, or belongs to another search.</summary>
    public PatientPosition? Unprotect(string cursor, string? search)
    {
        if (!Base64Url.IsValid(cursor) || Base64Url.DecodeFromChars(cursor) is not { Length: > NonceLength + TagLength } sealedBytes)
        {
            return null;
        }

        var (nonce, tag, cipher) = Parts(sealedBytes);
        var plain = new byte[cipher.Length];
        try
        {
            using var aes = new AesGcm(_key, TagLength);
            aes.Decrypt(nonce, cipher, tag, plain, Binding(search));
            return JsonSerializer.Deserialize<PatientPosition>(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static Parts Parts(Span<byte> bytes) => new(bytes[..NonceLength], bytes[NonceLength..(NonceLength + TagLength)], bytes[(NonceLength + TagLength)..]);

    private static byte[] Binding(string? search) => Encoding.UTF8.GetBytes(search ?? "");
}

/// <summary>The three parts of a sealed cursor.</summary>
internal readonly ref struct Parts(Span<byte> nonce, Span<byte> tag, Span<byte> cipher)
{
    private readonly Span<byte> _nonce = nonce;
    private readonly Span<byte> _tag = tag;
    private readonly Span<byte> _cipher = cipher;

    public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> cipher)
    {
        nonce = _nonce;
        tag = _tag;
        cipher = _cipher;
    }
}
