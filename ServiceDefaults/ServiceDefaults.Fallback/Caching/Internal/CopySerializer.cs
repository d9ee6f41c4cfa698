using System.Buffers.Binary;
using ZiggyCreatures.Caching.Fusion.Internals;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The bytes of a copy. The as-of time comes first and stays readable, because Redis compares it; all the rest will be encrypted. What cannot be read
/// is no copy, and never an error.
/// </summary>
internal sealed class CopySerializer : IFusionCacheSerializer
{
    /// <summary>Bytes at the beginning that are not to be encrypted.</summary>
    public const int ClearBytes = sizeof(long);

    public static DateTimeOffset AsOf(ReadOnlySpan<byte> data) => new(BinaryPrimitives.ReadInt64BigEndian(data), TimeSpan.Zero);

    public byte[] Serialize<T>(T? obj)
    {
        var entry = obj as FusionCacheDistributedEntry<Copy> ?? throw new NotSupportedException($"Only copies are kept here, not {typeof(T).Name}.");
        var copy = entry.Value;
        var data = new MemoryStream(copy.Size);
        using var writer = new BinaryWriter(data);
        Span<byte> asOf = stackalloc byte[ClearBytes];
        BinaryPrimitives.WriteInt64BigEndian(asOf, copy.AsOf.UtcTicks);
        writer.Write(asOf);
        writer.Write(entry.Timestamp);
        writer.Write(entry.LogicalExpirationTimestamp);
        writer.Write(copy.Version ?? "");
        writer.Write((byte)copy.Subjects.Count);
        foreach (var subject in copy.Subjects)
        {
            writer.Write(subject);
        }

        writer.Write(copy.Payload.Span);
        return data.ToArray();
    }

    public T? Deserialize<T>(byte[] data) => (T?)(object?)TryRead(data);

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => new(Deserialize<T>(data));

    private static FusionCacheDistributedEntry<Copy>? TryRead(byte[] data)
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

    private static FusionCacheDistributedEntry<Copy> Read(byte[] data)
    {
        var asOf = AsOf(data);
        var stream = new MemoryStream(data, ClearBytes, data.Length - ClearBytes, writable: false);
        using var reader = new BinaryReader(stream);
        var (timestamp, expiration) = (reader.ReadInt64(), reader.ReadInt64());
        var version = reader.ReadString();
        var subjects = new string[reader.ReadByte()];
        for (var index = 0; index < subjects.Length; index++)
        {
            subjects[index] = reader.ReadString();
        }

        var copy = new Copy(asOf, version.Length == 0 ? null : version, subjects, data.AsMemory(ClearBytes + (int)stream.Position));
        var metadata = new FusionCacheEntryMetadata(isStale: false, eagerExpirationTimestamp: null, etag: null, lastModifiedTimestamp: null, copy.Size, priority: null);
        return new(copy, timestamp, expiration, tags: null, metadata);
    }
}
