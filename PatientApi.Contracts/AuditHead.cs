using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace PatientApi.Contracts;

/// <summary>
/// The end of a chain at some moment. As text, <c>writer/sequence/mac</c>, it is an anchor: the gateway writes it to
/// its log, outside of the database, and verification compares the chain with it. It holds no patient data.
/// </summary>
/// <param name="Writer">The writer of the chain.</param>
/// <param name="Sequence">Sequence of the last entry.</param>
/// <param name="Mac">MAC of the last entry.</param>
public sealed record AuditHead(Guid Writer, long Sequence, byte[] Mac)
{
    /// <summary>Parses the text of a head. It never throws.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditHead? head)
    {
        head = null;
        var parts = (text ?? "").Split('/');
        if (parts.Length != 3
            || !Guid.TryParseExact(parts[0], "D", out var writer)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || parts[2].Length != 2 * HMACSHA256.HashSizeInBytes
            || !parts[2].All(char.IsAsciiHexDigit))
        {
            return false;
        }

        head = new(writer, sequence, Convert.FromHexString(parts[2]));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Writer:D}/{Sequence}/{Convert.ToHexStringLower(Mac)}");
}
