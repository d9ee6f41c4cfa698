using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Faults;

/// <summary>
/// A connection of a client through the relay to its server. When one side ends, the relay ends the other.
/// </summary>
public sealed class RelayedConnection(Socket client, Socket server, RelayJudge judge) : IDisposable
{
    private readonly PostgresTalk _talk = new();
    private volatile bool _losesReply;

    /// <summary>Relays until one side goes away, or the judge says so.</summary>
    public async Task RunAsync(ReadOnlyMemory<byte> startup, CancellationToken cancellationToken)
    {
        await server.SendAsync(startup, cancellationToken);
        await await Task.WhenAny(RelayRequestAsync(cancellationToken), RelayReplyAsync(cancellationToken));
    }

    /// <summary>
    /// Cuts the connection: a reset for the client, who may not take it for a good-bye; the server still gets what was
    /// written to it.
    /// </summary>
    public void Dispose()
    {
        client.Close(timeout: 0);
        server.Dispose();
    }

    private async Task RelayRequestAsync(CancellationToken cancellationToken)
    {
        var said = PipeReader.Create(new NetworkStream(client));
        while (true)
        {
            var arrival = await said.ReadAsync(cancellationToken);
            var rest = arrival.Buffer;
            while (_talk.TryTake(ref rest, out var messages, out var isCommit))
            {
                if (!await HandOnAsync(messages, await judge(isCommit, cancellationToken), cancellationToken))
                {
                    return;
                }
            }

            said.AdvanceTo(rest.Start, rest.End);
            if (arrival.IsCompleted)
            {
                return;
            }
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> HandOnAsync(
        ReadOnlySequence<byte> messages, RelayFate fate, CancellationToken cancellationToken)
    {
        if (fate == RelayFate.CutBefore)
        {
            return false;
        }

        // Before the server can answer.
        _losesReply = fate == RelayFate.LoseReply;
        await server.SendAsync(messages.ToArray(), cancellationToken);
        return fate != RelayFate.CutAfter;
    }

    private async Task RelayReplyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await server.ReceiveAsync(buffer, cancellationToken)) > 0 && !_losesReply)
        {
            await client.SendAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
