using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ServiceDefaults.ApiKeys;

/// <summary>
/// An API key, <c>{id}.{secret}</c>, and its hash for the settings. The secret has 256 random bits, so one keyed hash
/// protects it; a slow password hash would add nothing but the cost of each request. The id selects the hash to compare
/// with.
/// </summary>
public sealed partial class ApiKey
{
    /// <summary>The header that carries a key.</summary>
    public const string Header = "X-API-Key";

    private const int SecretLength = 32;
    private const int SaltLength = 16;

    private ApiKey(string value, string hash) => (Value, Hash) = (value, hash);

    /// <summary>The key. Only the client may keep it.</summary>
    public string Value { get; }

    /// <summary>
    /// <c>{salt}.{HMAC-SHA-256 of the secret, with the salt as its key}</c>, both base64url: the value of the setting.
    /// </summary>
    public string Hash { get; }

    /// <summary>Creates a key with a random secret.</summary>
    /// <param name="id">Identifies the key in settings: lower-case letters, digits and <c>-</c>, up to 40.</param>
    /// <returns>The key and its hash.</returns>
    /// <exception cref="ArgumentException">The id has other characters, or too many.</exception>
    public static ApiKey Create(string id)
    {
        if (!IsId(id))
        {
            throw new ArgumentException(
                $"'{id}' is not a key id: use up to 40 lower-case letters, digits and '-'.", nameof(id));
        }

        var key = $"{id}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength))}";
        return new(key, HashOf(key, RandomNumberGenerator.GetBytes(SaltLength)));
    }

    /// <summary>Hashes an existing key, with a new salt.</summary>
    /// <param name="key">The key, as <see cref="Create"/> returned it.</param>
    /// <returns>The hash for the settings.</returns>
    /// <exception cref="ArgumentException">This is not a key.</exception>
    public static string HashOf(string key) => HashOf(key, RandomNumberGenerator.GetBytes(SaltLength));

    /// <summary>Whether a text has the form of a key.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it has; the key may be unknown nevertheless.</returns>
    public static bool IsKey(string text) => TryParse(text, out _, out _);

    internal static bool IsId(string id) => Id().IsMatch(id);

    /// <summary>Splits a key into its id and its secret.</summary>
    internal static bool TryParse(string key, out string id, out byte[] secret)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        id = dot < 0 ? "" : key[..dot];
        secret = [];
        return IsId(id) && TryDecode(key.AsSpan(dot + 1), SecretLength, out secret);
    }

    /// <summary>Splits a hash into its salt and its digest.</summary>
    internal static (byte[] Salt, byte[] Digest)? ParseHash(string? hash)
    {
        hash ??= "";
        var dot = hash.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && TryDecode(hash.AsSpan(0, dot), SaltLength, out var salt)
            && TryDecode(hash.AsSpan(dot + 1), HMACSHA256.HashSizeInBytes, out var digest)
                ? (salt, digest)
                : null;
    }

    private static string HashOf(string key, byte[] salt) => TryParse(key, out _, out var secret)
        ? $"{Base64Url.EncodeToString(salt)}.{Base64Url.EncodeToString(HMACSHA256.HashData(salt, secret))}"
        : throw new ArgumentException("Not an API key, which is {id}.{43 characters of base64url}.", nameof(key));

    private static bool TryDecode(ReadOnlySpan<char> text, int length, out byte[] bytes)
    {
        bytes = new byte[length];
        return text.Length == Base64Url.GetEncodedLength(length)
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == length;
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
