using System.Buffers.Binary;
using System.Text;

namespace ServiceDefaults.Caching.Internal;

/// <summary>
/// The message between replicas: the hashed name of a cache tag, and the time of its invalidation. The kind of the
/// invalidation is in Redis, encrypted.
/// </summary>
internal static class InvalidationMessage
{
    /// <summary>
    /// The longest accepted name; actual names are shorter. Any client that can publish can send anything, and received
    /// invalidations are stored in memory.
    /// </summary>
    private const int LongestTag = 64;

    public static byte[] Write(string tag, DateTimeOffset at)
    {
        var message = new byte[sizeof(long) + tag.Length];
        BinaryPrimitives.WriteInt64BigEndian(message, at.UtcTicks);
        Encoding.ASCII.GetBytes(tag, message.AsSpan(sizeof(long)));
        return message;
    }

    /// <summary>
    /// Reads a message; <see langword="null"/> if it has another format. A foreign message may hold any number as its
    /// time.
    /// </summary>
    public static (string Tag, long Ticks)? TryRead(ReadOnlySpan<byte> message) =>
        message.Length is > sizeof(long) and <= sizeof(long) + LongestTag
            ? (Encoding.ASCII.GetString(message[sizeof(long)..]), BinaryPrimitives.ReadInt64BigEndian(message))
            : null;
}
