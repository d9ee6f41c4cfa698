using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ServiceDefaults.Tests.Edge;

/// <summary>
/// A connection that sends and reads single HTTP/2 frames, including frames that no regular client sends.
/// </summary>
internal sealed class Http2Connection : IAsyncDisposable
{
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;

    private const int FrameHeader = 9;
    private const byte EndOfStreamAndHeaders = 5;

    private readonly TcpClient _tcp = new();

    public static async Task<Http2Connection> OpenAsync(Uri server)
    {
        var connection = new Http2Connection();
        await connection._tcp.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        await connection.WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        await connection.SendAsync(Settings, flags: 0, stream: 0);
        return connection;
    }

    public Task SendAsync(byte type, byte flags, int stream, params byte[] payload)
    {
        var frame = new byte[FrameHeader + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, FrameHeader);
        return WriteAsync(frame);
    }

    /// <summary>Sends a GET, with its headers as HPACK literals and indexes of the static table.</summary>
    public Task GetAsync(int stream, string path, string header = "x")
    {
        byte[] name = Encoding.ASCII.GetBytes("x-header");
        return SendAsync(
            Headers,
            EndOfStreamAndHeaders,
            stream,
            [0x82, 0x86, 0x04, (byte)path.Length, .. Encoding.ASCII.GetBytes(path), 0x41, 1, (byte)'a',
                0x00, (byte)name.Length, .. name, .. LengthOf(header), .. Encoding.ASCII.GetBytes(header)]);
    }

    /// <summary>Reads frames until one of a type.</summary>
    /// <returns>Its stream and payload; <see langword="null"/> when the server has closed the connection.</returns>
    public async Task<(int Stream, byte[] Payload)?> ReadAsync(byte type)
    {
        while (true)
        {
            if (await ReadExactlyAsync(FrameHeader) is not { } header
                || await ReadExactlyAsync(BinaryPrimitives.ReadInt32BigEndian(header) >>> 8) is not { } payload)
            {
                return null;
            }

            if (header[3] == type)
            {
                return (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
            }
        }
    }

    /// <summary>The settings that the server sends first, by their numbers in RFC 9113.</summary>
    public async Task<Dictionary<int, int>> ReadSettingsAsync()
    {
        var (_, payload) = Assert.NotNull(await ReadAsync(Settings));
        return payload.Chunk(6).ToDictionary(
            setting => (int)BinaryPrimitives.ReadInt16BigEndian(setting),
            setting => BinaryPrimitives.ReadInt32BigEndian(setting.AsSpan(2)));
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    // HPACK integers with a prefix of seven bits.
    private static byte[] LengthOf(string value)
    {
        if (value.Length < 127)
        {
            return [(byte)value.Length];
        }

        List<byte> bytes = [127];
        var rest = value.Length - 127;
        for (; rest >= 128; rest >>= 7)
        {
            bytes.Add((byte)((rest & 127) | 128));
        }

        return [.. bytes, (byte)rest];
    }

    private Task WriteAsync(byte[] bytes) =>
        _tcp.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask();

    private async Task<byte[]?> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        try
        {
            await _tcp.GetStream().ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
            return bytes;
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException)
        {
            return null;
        }
    }
}
