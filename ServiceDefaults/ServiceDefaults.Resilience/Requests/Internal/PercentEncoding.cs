using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ServiceDefaults.Requests.Internal;

/// <summary>Checks the percent-encoding of paths (RFC 3986, 2.1).</summary>
internal static class PercentEncoding
{
    private const int Digits = 2;

    /// <summary>
    /// Whether a path is percent-encoded UTF-8: every <c>%</c> begins an encoded byte, and the bytes are valid UTF-8.
    /// </summary>
    public static bool IsUtf8(ReadOnlySpan<char> path)
    {
        if (!path.Contains('%'))
        {
            return true;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(path.Length)];
        var length = 0;
        while (!path.IsEmpty)
        {
            var percent = path.IndexOf('%');
            var plain = percent < 0 ? path : path[..percent];
            length += Encoding.UTF8.GetBytes(plain, bytes.AsSpan(length));
            path = path[plain.Length..];
            if (path.IsEmpty)
            {
                break;
            }

            if (path.Length <= Digits || !byte.TryParse(
                path.Slice(1, Digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out bytes[length++]))
            {
                return false;
            }

            path = path[(Digits + 1)..];
        }

        return Utf8.IsValid(bytes.AsSpan(0, length));
    }
}
