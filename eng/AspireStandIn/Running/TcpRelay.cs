using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.StandIn;

/// <summary>One address in front of several replicas: connections go round, and pass over a replica that refuses.</summary>
internal sealed class TcpRelay(int port, IReadOnlyList<int> replicas) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpListener> _listeners = [.. Loopbacks().Select(address => new TcpListener(address, port))];
    private Task _running = Task.CompletedTask;
    private int _next = -1;

    public void Start()
    {
        _listeners.ForEach(listener => listener.Start());
        _running = Task.WhenAll(_listeners.Select(AcceptAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listeners.ForEach(listener => listener.Dispose());
        await _running;
        _stop.Dispose();
    }

    private static IPAddress[] Loopbacks() => Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    private async Task AcceptAsync(TcpListener listener)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var caller = await listener.AcceptTcpClientAsync(_stop.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(RelayAsync(caller));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient caller)
    {
        using (caller)
        {
            using var replica = await ConnectAsync();
            if (replica is null)
            {
                return;
            }

            try
            {
                caller.NoDelay = replica.NoDelay = true;
                await Task.WhenAll(CopyAsync(caller, replica), CopyAsync(replica, caller));
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side has gone; leaving this block closes the other, which is the news its peer needs.
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), _stop.Token);
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        for (var attempt = 0; attempt < replicas.Count; attempt++)
        {
            var replica = new TcpClient();
            try
            {
                await replica.ConnectAsync(IPAddress.Loopback, replicas[(int)((uint)Interlocked.Increment(ref _next) % replicas.Count)], _stop.Token);
                return replica;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                replica.Dispose();
            }
        }

        return null;
    }
}
