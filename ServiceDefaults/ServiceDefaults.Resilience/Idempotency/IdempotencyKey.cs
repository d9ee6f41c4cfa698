using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Idempotency.Internal;

namespace ServiceDefaults.Idempotency;

/// <summary>
/// Reads idempotency keys from a header, creates them for writes without one, and derives them for the parts of a
/// request.
/// </summary>
/// <remarks>
/// The IETF draft of the header defines the key as a string in quotes, <c>"abc"</c> (RFC 9651, 3.3.3); most callers
/// send it without quotes. Both are the key <c>abc</c>. Here a key has one canonical form: bare if it has no space and
/// does not begin with a quote, otherwise the string in quotes. The canonical form is sent on, stored and compared.
/// </remarks>
public static class IdempotencyKey
{
    /// <summary>The maximum length of a key, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>The error message for an invalid key.</summary>
    public const string Rule =
        "Must be one value of 1 to 255 visible ASCII characters, or a string in quotes of ASCII characters and spaces "
        + "(\\\" and \\\\ for a quote and a backslash), such as a UUID: the same each time this write is sent.";

    /// <summary>
    /// Whether a text is a valid bare key: 1 to 255 visible ASCII characters, without spaces and without a quote at the
    /// beginning.
    /// </summary>
    /// <param name="key">The text.</param>
    /// <returns>Whether it is a valid bare key.</returns>
    public static bool IsValid([NotNullWhen(true)] string? key) =>
        key is [not '"', ..] and { Length: <= MaxLength } && key.All(letter => letter is > ' ' and <= '~');

    /// <summary>Reads the key from the header.</summary>
    /// <param name="header">The values of <see cref="IdempotencyHeaders.Key"/>.</param>
    /// <param name="key">The key in canonical form, or <see langword="null"/> when the header is absent.</param>
    /// <returns>False when the header is present and invalid; <see cref="Rule"/> then says what is valid.</returns>
    public static bool TryRead(StringValues header, out string? key)
    {
        key = null;
        return header.Count == 0 || (header.Count == 1 && TryParse(header[0], out key));
    }

    /// <summary>Parses a key in either form. The canonical form is parsed as itself.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key in canonical form.</param>
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
    /// Returns the forms under which a key may have been stored. Earlier versions stored a key in quotes with its
    /// quotes; such a record must be found, or a write repeated after an upgrade would be executed twice. When all
    /// records of that time have expired, only the first form is needed.
    /// </summary>
    /// <param name="key">A key in canonical form.</param>
    /// <returns>The canonical form, then the older one if it differs.</returns>
    public static IReadOnlyList<string> StoredForms(string key) =>
        IsValid(key) ? [key, StructuredString.Serialize(key)] : [key];

    /// <summary>Creates a new unique key.</summary>
    /// <returns>32 hexadecimal digits.</returns>
    public static string Create() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// Derives the key of one part of a request, such as an item of a batch. It is always the same for the same part,
    /// and no caller would choose it by chance.
    /// </summary>
    /// <param name="key">The key of the whole request.</param>
    /// <param name="purpose">What the parts are, such as the items of a batch.</param>
    /// <param name="part">The number of the part.</param>
    /// <returns>43 characters.</returns>
    public static string Derive(string key, string purpose, long part)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{purpose.Length}:{purpose}{part}:{key}");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
