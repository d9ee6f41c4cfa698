using System.Buffers.Binary;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Serializes cached responses. The as-of time comes first and is not encrypted, because Redis compares it; all the
/// rest is encrypted afterwards. Data that cannot be read is a miss, never an error.
/// </summary>
internal static class CopySerializer
{
    /// <summary>The number of bytes at the beginning that are not encrypted.</summary>
    public const int ClearBytes = sizeof(long);

    public static byte[] Write(Copy copy)
    {
        var data = new MemoryStream(copy.Size);
        using var writer = new BinaryWriter(data);
        writer.Write(BinaryPrimitives.ReverseEndianness(copy.AsOf.UtcTicks));
        writer.Write(copy.Version ?? "");
        writer.Write(checked((byte)copy.Subjects.Count));
        foreach (var subject in copy.Subjects)
        {
            writer.Write(subject);
        }

        writer.Write(copy.Payload.Span);
        return data.ToArray();
    }

    public static Copy? TryRead(byte[] data)
    {
        try
        {
            return Read(data);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            return null;
        }
    }

    private static Copy Read(byte[] data)
    {
        var stream = new MemoryStream(data, writable: false);
        using var reader = new BinaryReader(stream);
        var asOf = new DateTimeOffset(BinaryPrimitives.ReverseEndianness(reader.ReadInt64()), TimeSpan.Zero);
        var version = reader.ReadString();
        var subjects = new string[reader.ReadByte()];
        for (var index = 0; index < subjects.Length; index++)
        {
            subjects[index] = reader.ReadString();
        }

        return new(asOf, version.Length == 0 ? null : version, subjects, data.AsMemory((int)stream.Position));
    }
}
