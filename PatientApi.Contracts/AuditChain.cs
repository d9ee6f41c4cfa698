using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PatientApi.Contracts;

/// <summary>
/// Chains the entries of a writer: the MAC of each is an HMAC-SHA256 over all its values and the MAC before it, with a
/// key that the database does not have. A writer to the database alone cannot change, remove or insert an entry
/// so that the MACs after it still match.
/// </summary>
public sealed class AuditChain
{
    /// <summary>Minimum length of the secret, in characters.</summary>
    public const int MinimumKeyLength = 32;

    private readonly byte[] _key;

    /// <summary>Creates a chain from a secret text, from which the key is derived.</summary>
    /// <param name="secret">At least <see cref="MinimumKeyLength"/> characters.</param>
    public AuditChain(string secret) => _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(secret),
        HMACSHA256.HashSizeInBytes,
        info: "audit chain"u8.ToArray());

    /// <summary>Returns what precedes the first entry of a writer.</summary>
    public byte[] GenesisOf(Guid writer) => HMACSHA256.HashData(
        _key, (byte[])[.. "genesis"u8, .. writer.ToByteArray()]);

    /// <summary>Returns the MAC of an entry; its own <see cref="AuditEntry.Mac"/> is not part of it.</summary>
    /// <param name="previous">The MAC of the entry before it, or <see cref="GenesisOf"/>.</param>
    /// <param name="writer">The writer.</param>
    /// <param name="entry">The entry.</param>
    public byte[] MacOf(ReadOnlySpan<byte> previous, Guid writer, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData("entry"u8);
        hash.AppendData(previous);
        hash.AppendData(writer.ToByteArray());
        Append(hash, entry.Sequence);
        Append(hash, entry.At.UtcTicks);
        Append(hash, entry.Client);
        Append(hash, entry.Tenant);
        Append(hash, entry.Action);
        Append(hash, entry.Patient?.ToString("N"));
        Append(hash, entry.Status ?? -1);
        Append(hash, entry.Source);
        Append(hash, entry.Age ?? -1);
        Append(hash, entry.TraceId);
        Append(hash, entry.BreakGlass ? 1 : 0);
        Append(hash, entry.Detail);
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// Returns the seal of a head up to which entries were deleted after their retention. Without it, a forged record
    /// of a deletion could hide the removal of entries.
    /// </summary>
    public byte[] SealOf(AuditHead retired)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData("retired"u8);
        hash.AppendData(retired.Writer.ToByteArray());
        Append(hash, retired.Sequence);
        hash.AppendData(retired.Mac);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    // The length keeps ("ab", "c") apart from ("a", "bc"), and none from empty.
    private static void Append(IncrementalHash hash, string? text)
    {
        Append(hash, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
    }
}
