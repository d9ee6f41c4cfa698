using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faults;

/// <summary>
/// Stands between Postgres and its clients. It can delay what they say, cut them off at any point of a COMMIT, and make
/// as if the server were dead.
/// </summary>
/// <param name="server">The connection string of the server, asked for each client anew: it may come back
/// elsewhere.</param>
public sealed class PostgresRelay(Func<CancellationToken, ValueTask<string?>> server) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<RelayedConnection> _open = [];
    private Task _accepting = Task.CompletedTask;
    private volatile bool _isDead;

    /// <summary>What becomes of what clients say. Default: it is handed on.</summary>
    public RelayJudge Judge { get; set; } = (_, _) => ValueTask.FromResult(RelayFate.Pass);

    /// <summary>Told, while the server is as good as dead, the startup parameters of each client that came.</summary>
    public Action<string>? OnKnock { get; init; }

    /// <summary>
    /// What to add to the server's connection string: of a key that comes twice the later one counts. Each encryption
    /// that the driver would like to try first is a connection more.
    /// </summary>
    public string Detour => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={((IPEndPoint)_listener.LocalEndpoint).Port};SSL Mode=Disable;GSS Encryption "
        + $"Mode=Disable");

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Cuts every connection.</summary>
    public void CutAll()
    {
        lock (_open)
        {
            foreach (var connection in _open)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Cuts every connection and closes each new one.</summary>
    public void Die()
    {
        _isDead = true;
        CutAll();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Die();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var backend = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        using var connection = new RelayedConnection(client, backend, (isCommit, token) => Judge(isCommit, token));
        try
        {
            var startup = await PostgresTalk.ReadStartupAsync(new NetworkStream(client), _end.Token);
            if (_isDead)
            {
                OnKnock?.Invoke(Encoding.UTF8.GetString(startup));
                return;
            }

            await ConnectAsync(backend);
            if (TryOpen(connection))
            {
                await connection.RunAsync(startup, _end.Token);
            }
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away, and so does the other.
        }
        finally
        {
            Close(connection);
        }
    }

    private async Task ConnectAsync(Socket backend)
    {
        var address = new DbConnectionStringBuilder { ConnectionString = await server(_end.Token) };
        await backend.ConnectAsync(
            (string)address["Host"], int.Parse((string)address["Port"], CultureInfo.InvariantCulture), _end.Token);
    }

    // A connection that was being opened when the server died is refused.
    private bool TryOpen(RelayedConnection connection)
    {
        lock (_open)
        {
            return !_isDead && _open.Add(connection);
        }
    }

    private void Close(RelayedConnection connection)
    {
        lock (_open)
        {
            _open.Remove(connection);
        }
    }
}
