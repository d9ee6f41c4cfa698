using System.Text;

namespace Testing;

/// <summary>Random equivalent notations of a text.</summary>
internal static class Spellings
{
    /// <summary>A text in a random mix of upper and lower case.</summary>
    public static string InAnyCase(string text, int seed)
    {
        var random = new Random(seed);
        return string.Concat(text.Select(
            letter => random.Next(2) == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter)));
    }

    /// <summary>
    /// A percent-encoding of a text: unreserved characters (RFC 3986, 2.3) may be encoded, all others are, with
    /// hexadecimal digits of either case.
    /// </summary>
    public static string PercentEncode(string text, int seed)
    {
        var random = new Random(seed);
        return string.Concat(Encoding.UTF8.GetBytes(text).Select(value =>
            IsUnreserved((char)value) && random.Next(2) == 0
                ? $"{(char)value}"
                : InAnyCase($"%{value:X2}", random.Next())));
    }

    private static bool IsUnreserved(char value) =>
        char.IsAsciiLetterOrDigit(value) || value is '-' or '.' or '_' or '~';
}
