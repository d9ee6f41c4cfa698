using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.StandIn;

namespace AspireStandIn.Tests;

public sealed class TcpRelayTests
{
    [Fact]
    public async Task Connections_OverTwoReplicas_GoRound()
    {
        using var first = new Echo("a");
        using var second = new Echo("b");
        await using var relay = Relay(out var port, first.Port, second.Port);

        string[] answers = [await AskAsync(port), await AskAsync(port), await AskAsync(port), await AskAsync(port)];

        Assert.Equal(["a", "b", "a", "b"], answers);
    }

    [Fact]
    public async Task Connection_WhileOneReplicaRefuses_ReachesTheOther()
    {
        using var alive = new Echo("alive");
        await using var relay = Relay(out var port, Ports.Free(), alive.Port);

        Assert.Equal("alive", await AskAsync(port));
        Assert.Equal("alive", await AskAsync(port));
    }

    [Fact]
    public async Task Connection_WhileAllRefuse_IsClosed()
    {
        await using var relay = Relay(out var port, Ports.Free());

        Assert.Equal("", await AskAsync(port));
    }

    private static TcpRelay Relay(out int port, params int[] replicas)
    {
        port = Ports.Free();
        var relay = new TcpRelay(port, replicas);
        relay.Start();
        return relay;
    }

    private static async Task<string> AskAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Says its name to whoever connects.</summary>
    private sealed class Echo : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Echo(string name)
        {
            _listener.Start();
            _ = AnswerAsync(name);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(string name)
        {
            try
            {
                while (true)
                {
                    using var caller = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                    await caller.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(name), TestContext.Current.CancellationToken);
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The listener has been disposed of with the test.
            }
        }
    }
}
