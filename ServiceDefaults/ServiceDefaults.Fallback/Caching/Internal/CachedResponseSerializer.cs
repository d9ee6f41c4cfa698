using System.Buffers.Binary;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// Serializes cached responses. The as-of time comes first and is not encrypted, because Redis compares it; all the
/// rest is encrypted afterwards. Data that cannot be read is a miss, never an error.
/// </summary>
internal static class CachedResponseSerializer
{
    /// <summary>The number of bytes at the beginning that are not encrypted.</summary>
    public const int ClearBytes = sizeof(long);

    public static byte[] Write(CachedResponse copy)
    {
        var data = new MemoryStream(copy.Size);
        using var writer = new BinaryWriter(data);
        writer.Write(BinaryPrimitives.ReverseEndianness(copy.AsOf.UtcTicks));
        writer.Write(copy.Version ?? "");
        writer.Write(checked((byte)copy.Tags.Count));
        foreach (var subject in copy.Tags)
        {
            writer.Write(subject);
        }

        writer.Write(copy.Payload.Span);
        return data.ToArray();
    }

    public static CachedResponse? TryRead(byte[] data)
    {
        try
        {
            return Read(data);
        }
        catch (Exception exception)
            when (exception is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            return null;
        }
    }

    private static CachedResponse Read(byte[] data)
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
