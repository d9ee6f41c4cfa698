using System.Buffers.Binary;
using System.Text;

namespace ServiceDefaults.Caching.Internal;

/// <summary>What replicas tell each other: that a subject has changed, and when. Not why, which is in Redis, encrypted.</summary>
internal static class MarkMessage
{
    /// <summary>Names of subjects are shorter. Any client that can publish can send anything, and received marks are kept in memory.</summary>
    private const int LongestSubject = 64;

    public static byte[] Write(string subject, DateTimeOffset at)
    {
        var message = new byte[sizeof(long) + subject.Length];
        BinaryPrimitives.WriteInt64BigEndian(message, at.UtcTicks);
        Encoding.ASCII.GetBytes(subject, message.AsSpan(sizeof(long)));
        return message;
    }

    /// <summary>Reads a message; <see langword="null"/> where it has another format. A foreign message may hold any number as its time.</summary>
    public static (string Subject, long Ticks)? TryRead(ReadOnlySpan<byte> message) =>
        message.Length is > sizeof(long) and <= sizeof(long) + LongestSubject
            ? (Encoding.ASCII.GetString(message[sizeof(long)..]), BinaryPrimitives.ReadInt64BigEndian(message))
            : null;
}
