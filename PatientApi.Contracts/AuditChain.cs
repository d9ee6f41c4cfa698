using System.Buffers;
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

    private const int ExpectedBytes = 512;

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
        // One buffer and one hash: each call of the cryptographic library costs more than the copy.
        var values = new ArrayBufferWriter<byte>(ExpectedBytes);
        values.Write("entry"u8);
        values.Write(previous);
        values.Write(writer.ToByteArray());
        Append(values, entry.Sequence);
        Append(values, entry.At.UtcTicks);
        Append(values, entry.Client);
        Append(values, entry.Tenant);
        Append(values, entry.Action);
        Append(values, entry.Patient?.ToString("N"));
        Append(values, entry.Status ?? -1);
        Append(values, entry.Source);
        Append(values, entry.Age ?? -1);
        Append(values, entry.TraceId);
        Append(values, entry.BreakGlass ? 1 : 0);
        Append(values, entry.Detail);
        return HMACSHA256.HashData(_key, values.WrittenSpan);
    }

    /// <summary>
    /// Returns the seal of a head up to which entries were deleted after their retention. Without it, a forged record
    /// of a deletion could hide the removal of entries.
    /// </summary>
    public byte[] SealOf(AuditHead retired)
    {
        var values = new ArrayBufferWriter<byte>(ExpectedBytes);
        values.Write("retired"u8);
        values.Write(retired.Writer.ToByteArray());
        Append(values, retired.Sequence);
        values.Write(retired.Mac);
        return HMACSHA256.HashData(_key, values.WrittenSpan);
    }

    private static void Append(ArrayBufferWriter<byte> values, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(values.GetSpan(sizeof(long)), value);
        values.Advance(sizeof(long));
    }

    // The length keeps ("ab", "c") apart from ("a", "bc"), and none from empty.
    private static void Append(ArrayBufferWriter<byte> values, string? text)
    {
        Append(values, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text ?? "", values);
    }
}
