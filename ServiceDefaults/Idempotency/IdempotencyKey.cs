using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace ServiceDefaults.Idempotency;

/// <summary>Keys of writes: read from a header, made up where the caller sent none, derived for the parts of a whole.</summary>
public static class IdempotencyKey
{
    /// <summary>The longest key.</summary>
    public const int MaxLength = 255;

    /// <summary>What a caller is told whose key cannot be one.</summary>
    public const string Rule = "Must be one value of 1 to 255 visible ASCII characters, such as a UUID: the same each time this write is sent.";

    /// <summary>Whether a text can be a key: 1 to 255 visible ASCII characters, no space among them.</summary>
    /// <param name="key">The text.</param>
    /// <returns>Whether it is a key.</returns>
    public static bool IsValid([NotNullWhen(true)] string? key) =>
        key is { Length: > 0 and <= MaxLength } && key.All(letter => letter is > ' ' and <= '~');

    /// <summary>Reads the header.</summary>
    /// <param name="header">The values of <see cref="IdempotencyHeaders.Key"/>.</param>
    /// <param name="key">The key, or <see langword="null"/> when the header is absent.</param>
    /// <returns>False when there is a header and it is no key; then <see cref="Rule"/> says what it should be.</returns>
    public static bool TryRead(StringValues header, out string? key)
    {
        key = header.Count == 1 ? header[0] : null;
        return header.Count == 0 || IsValid(key);
    }

    /// <summary>Makes a key that nobody has used.</summary>
    /// <returns>32 hexadecimal digits.</returns>
    public static string Create() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// The key of one part of a whole, such as an item of a batch: always the same for the same part, and none that a caller would make up by chance.
    /// </summary>
    /// <param name="key">The key of the whole.</param>
    /// <param name="purpose">What the parts are.</param>
    /// <param name="part">Which part.</param>
    /// <returns>43 characters.</returns>
    public static string Derive(string key, string purpose, long part)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{purpose.Length}:{purpose}{part}:{key}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
