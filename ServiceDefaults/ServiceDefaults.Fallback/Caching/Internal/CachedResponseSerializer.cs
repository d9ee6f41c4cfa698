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

    public static byte[] Write(CachedResponse response)
    {
        var data = new MemoryStream(response.Size);
        using var writer = new BinaryWriter(data);
        writer.Write(BinaryPrimitives.ReverseEndianness(response.AsOf.UtcTicks));
        writer.Write(response.Version ?? "");
        writer.Write(checked((byte)response.Tags.Count));
        foreach (var tag in response.Tags)
        {
            writer.Write(tag);
        }

        writer.Write(response.Payload.Span);
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
        var tags = new string[reader.ReadByte()];
        for (var index = 0; index < tags.Length; index++)
        {
            tags[index] = reader.ReadString();
        }

        return new(asOf, version.Length == 0 ? null : version, tags, data.AsMemory((int)stream.Position));
    }
}
