using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Idempotency.Internal;

namespace ServiceDefaults.Idempotency;

/// <summary>Keys of writes: read from a header, made up where the caller sent none, derived for the parts of a whole.</summary>
/// <remarks>
/// The IETF's draft of the header makes the key a string in quotes, <c>"abc"</c> (RFC 9651, 3.3.3); most callers send it bare. Both are the key <c>abc</c>. Here a
/// key has one form: bare where it has no space and does not begin with a quote, else the string in quotes. That form is sent on, stored and compared.
/// </remarks>
public static class IdempotencyKey
{
    /// <summary>The longest key.</summary>
    public const int MaxLength = 255;

    /// <summary>What a caller is told whose key cannot be one.</summary>
    public const string Rule =
        "Must be one value of 1 to 255 visible ASCII characters, or a string in quotes of ASCII characters and spaces (\\\" and \\\\ for a quote and a backslash), such as a UUID: the same each time this write is sent.";

    /// <summary>Whether a text can be a key as it is: 1 to 255 visible ASCII characters, no space among them and no quote at the beginning.</summary>
    /// <param name="key">The text.</param>
    /// <returns>Whether it is a bare key.</returns>
    public static bool IsValid([NotNullWhen(true)] string? key) =>
        key is [not '"', ..] and { Length: <= MaxLength } && key.All(letter => letter is > ' ' and <= '~');

    /// <summary>Reads the header.</summary>
    /// <param name="header">The values of <see cref="IdempotencyHeaders.Key"/>.</param>
    /// <param name="key">The key in its one form, or <see langword="null"/> when the header is absent.</param>
    /// <returns>False when there is a header and it is no key; then <see cref="Rule"/> says what it should be.</returns>
    public static bool TryRead(StringValues header, out string? key)
    {
        key = null;
        return header.Count == 0 || (header.Count == 1 && TryParse(header[0], out key));
    }

    /// <summary>Reads a key in either form. The form that this gives is one that it reads as itself.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key in its one form.</param>
    /// <returns>Whether it is a key.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? key)
    {
        key = null;
        if (IsValid(text))
        {
            key = text;
        }
        else if (StructuredString.TryParse(text, out var content) && content.Length > 0)
        {
            var form = IsValid(content) ? content : StructuredString.Serialize(content);
            key = form.Length <= MaxLength ? form : null;
        }

        return key is not null;
    }

    /// <summary>
    /// The texts under which a key may have been kept. Until it had one form, a key in quotes was kept with them; such an entry has to be found, or a write that is
    /// repeated after an upgrade would be done twice. When everything of that time has expired, the first is the only one.
    /// </summary>
    /// <param name="key">A key in its one form.</param>
    /// <returns>The form, then the older one where that was another.</returns>
    public static IReadOnlyList<string> StoredForms(string key) => IsValid(key) ? [key, StructuredString.Serialize(key)] : [key];

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
