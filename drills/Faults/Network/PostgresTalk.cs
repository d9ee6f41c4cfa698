using System.Buffers;
using System.Buffers.Binary;

namespace Faults;

/// <summary>What one Postgres client says: as much of the protocol as it takes to see a COMMIT coming.</summary>
public sealed class PostgresTalk
{
    private const int LengthBytes = 4;
    private const int HeaderBytes = 1 + LengthBytes;
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;
    private const byte Query = (byte)'Q';
    private const byte Parse = (byte)'P';
    private const byte Sync = (byte)'S';

    // A COMMIT was parsed; what follows it, up to a Sync, has it carried out.
    private bool _isAboutToCommit;

    /// <summary>
    /// Declines encryption, as a server without it does, and gives the first message of the client, whole.
    /// </summary>
    public static async Task<byte[]> ReadStartupAsync(Stream client, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = new byte[LengthBytes];
            await client.ReadExactlyAsync(length, cancellationToken);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            length.CopyTo(message, 0);
            await client.ReadExactlyAsync(message.AsMemory(LengthBytes), cancellationToken);
            if (BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(LengthBytes)) is not (SslRequest or GssRequest))
            {
                return message;
            }

            await client.WriteAsync("N"u8.ToArray(), cancellationToken);
        }
    }

    /// <summary>Takes the whole messages out of what has arrived, up to and with the first that commits.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake(ref ReadOnlySequence<byte> arrived, out ReadOnlySequence<byte> messages, out bool isCommit)
    {
        var before = arrived;
        isCommit = false;
        while (!isCommit && TryTakeOne(ref arrived, out var type, out var body))
        {
            isCommit = Commits(type, body);
        }

        messages = before.Slice(before.Start, arrived.Start);
        return !messages.IsEmpty;
    }

    private static bool TryTakeOne(ref ReadOnlySequence<byte> arrived, out byte type, out ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(arrived);
        body = default;
        // The length counts itself.
        if (!reader.TryRead(out type) || !reader.TryReadBigEndian(out int length) || arrived.Length < 1 + length)
        {
            return false;
        }

        body = arrived.Slice(HeaderBytes, length - LengthBytes);
        arrived = arrived.Slice(1 + length);
        return true;
    }

    private bool Commits(byte type, ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        switch (type)
        {
            case Query:
                return IsCommit(ref reader);
            case Parse:
                // The name of the statement comes first.
                _isAboutToCommit |= reader.TryReadTo(out ReadOnlySequence<byte> _, 0) && IsCommit(ref reader);
                return false;
            case Sync:
                (var commits, _isAboutToCommit) = (_isAboutToCommit, false);
                return commits;
            default:
                return false;
        }
    }

    private static bool IsCommit(ref SequenceReader<byte> reader) => reader.IsNext("COMMIT\0"u8);
}
