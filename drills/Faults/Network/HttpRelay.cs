using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Faults;

/// <summary>
/// Stands between HTTP clients and the replicas of a service, in turn, as a load balancer does. While no replica
/// accepts connections it refuses them, too: to its clients it is the service.
/// </summary>
/// <param name="replicas">The addresses of the replicas.</param>
public sealed class HttpRelay(Func<IReadOnlyList<IPEndPoint>> replicas) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<HttpRelayConnection, bool> _open = [];
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting = Task.CompletedTask;
    private volatile bool _isListening;
    private int _next;
    private int _requests;

    /// <summary>Decides on each request. Default: it is passed on.</summary>
    public HttpJudge Judge { get; set; } = (_, _) => ValueTask.FromResult(HttpFault.None);

    /// <summary>Requests since the start, without those to <c>/health</c>.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Whether it accepts connections; it does not while no replica does.</summary>
    public bool IsListening => _isListening;

    /// <summary>The address of the relay.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Listens.</summary>
    public void Start()
    {
        _listener.Start();
        _isListening = true;
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>Passes everything on again.</summary>
    public void Mend() => Judge = (_, _) => ValueTask.FromResult(HttpFault.None);

    /// <summary>Cuts every connection.</summary>
    public void CutAll()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        CutAll();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or SocketException or InvalidOperationException)
            {
                // The listener was stopped, before or while it waited for a client.
                await ListenAgainAsync();
            }
        }
    }

    private async Task ListenAgainAsync()
    {
        using var pause = new PeriodicTimer(Pause);
        try
        {
            while (await pause.WaitForNextTickAsync(_end.Token))
            {
                if (await ConnectAsync() is { } replica)
                {
                    replica.Dispose();
                    _listener = new(Address);
                    _listener.Start();
                    _isListening = true;
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The relay ends.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        client.NoDelay = true;
        if (await ConnectAsync() is not { } replica)
        {
            _isListening = false;
            _listener.Stop();
            client.Close(timeout: 0);
            return;
        }

        using var connection = new HttpRelayConnection(client, replica, JudgeAsync);
        _open.TryAdd(connection, true);
        try
        {
            await connection.RunAsync(_end.Token);
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone, so the other is closed.
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    private ValueTask<HttpFault> JudgeAsync(string requestLine, CancellationToken cancellationToken)
    {
        if (!requestLine.Contains(" /health", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _requests);
        }

        return Judge(requestLine, cancellationToken);
    }

    private async Task<Socket?> ConnectAsync()
    {
        var all = replicas();
        for (var attempt = 0; attempt < all.Count; attempt++)
        {
            var replica = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await replica.ConnectAsync(
                    all[(Interlocked.Increment(ref _next) & int.MaxValue) % all.Count], _end.Token);
                return replica;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                replica.Dispose();
            }
        }

        return null;
    }
}
