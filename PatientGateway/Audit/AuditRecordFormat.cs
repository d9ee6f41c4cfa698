using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ServiceDefaults.Encryption;

namespace PatientGateway.Audit;

/// <summary>What was found at a place of a file.</summary>
internal enum AuditRecordStatus
{
    /// <summary>A record.</summary>
    Read,

    /// <summary>The end of the file.</summary>
    End,

    /// <summary>
    /// A record that the process did not write to its end, because it was killed: the file ends there.
    /// </summary>
    Torn,

    /// <summary>A record that was encrypted with a key that this process does not have.</summary>
    UnknownKey,

    /// <summary>Something else, in the middle of the file.</summary>
    Damaged,
}

/// <summary>
/// Format of the files: records of a length (4 bytes, big-endian) and an encrypted block. Each block is bound to its
/// writer, file and number, so that none can be moved or repeated.
/// </summary>
internal static class AuditRecordFormat
{
    private const int LengthBytes = sizeof(int);
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Returns the bytes of a record.</summary>
    public static byte[] Encode(PayloadCipher cipher, ReadOnlySpan<byte> block, Guid writer, int file, int number)
    {
        var encrypted = cipher.Encrypt(block, PlaceOf(writer, file, number));
        var record = new byte[LengthBytes + encrypted.Length];
        BinaryPrimitives.WriteInt32BigEndian(record, encrypted.Length);
        encrypted.CopyTo(record, LengthBytes);
        return record;
    }

    /// <summary>Reads the next record, up to a position of the file.</summary>
    public static AuditRecordStatus Read(
        PayloadCipher cipher, Stream stream, long end, (Guid Writer, int File, int Number) place, out byte[] block)
    {
        block = [];
        var left = end - stream.Position;
        if (left == 0)
        {
            return AuditRecordStatus.End;
        }

        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (left < LengthBytes || stream.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            return AuditRecordStatus.Torn;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < PayloadCipher.Overhead or > MaxBytes)
        {
            return AuditRecordStatus.Damaged;
        }

        if (length > left - LengthBytes)
        {
            return AuditRecordStatus.Torn;
        }

        var encrypted = new byte[length];
        stream.ReadExactly(encrypted);
        var status = cipher.TryDecrypt(encrypted, PlaceOf(place.Writer, place.File, place.Number), out block);
        return status == DecryptionStatus.Decrypted ? AuditRecordStatus.Read
            : status == DecryptionStatus.UnknownKey ? AuditRecordStatus.UnknownKey
            // The length was written, and the rest not completely: possible after a power failure.
            : stream.Position == end && status == DecryptionStatus.Tampered ? AuditRecordStatus.Torn
            : AuditRecordStatus.Damaged;
    }

    private static byte[] PlaceOf(Guid writer, int file, int number) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"audit {writer:N} {file} {number}"));
}
