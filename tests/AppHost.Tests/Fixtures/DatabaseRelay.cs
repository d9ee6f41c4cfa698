using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace AppHost.Tests.Fixtures;

/// <summary>
/// Stands between the patient API and its database, and can make as if the database were dead: then it counts who knocks, and hangs up.
/// </summary>
internal sealed class DatabaseRelay : IAsyncDisposable
{
    private const string ProbeName = "patient-api probe";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<TcpClient> _open = [];
    private IResourceWithConnectionString? _database;
    private Task _accepting = Task.CompletedTask;
    private volatile bool _isDead;
    private int _knocks;

    /// <summary>Connections tried since the database died. Without a pool each attempt of a unit of work is one.</summary>
    public int Knocks => Volatile.Read(ref _knocks);

    public void ResetKnocks() => Volatile.Write(ref _knocks, 0);

    /// <summary>Puts itself into the connection string of the API.</summary>
    public void StandBetween(IDistributedApplicationTestingBuilder builder)
    {
        _listener.Start();
        // As containers the database is a resource of its own, as a process it is the server's.
        _database = builder.Resources.OfType<IResourceWithConnectionString>()
            .Where(resource => resource.Name is ResourceNames.PatientsDatabase or ResourceNames.Postgres)
            .MinBy(resource => resource.Name, StringComparer.Ordinal)!;
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var api = builder.Resources.OfType<ProjectResource>().Single(resource => string.Equals(resource.Name, ResourceNames.PatientApi, StringComparison.Ordinal));
        // Of a key that comes twice the later one counts. Each encryption that the driver would like to try first is a connection more.
        builder.CreateResourceBuilder(api).WithEnvironment(
            $"ConnectionStrings__{ResourceNames.PatientsDatabase}",
            ReferenceExpression.Create($"{_database};Host=127.0.0.1;Port={port};SSL Mode=Disable;GSS Encryption Mode=Disable;Pooling=false"));
        _accepting = AcceptAsync();
    }

    public void Die()
    {
        _isDead = true;
        lock (_open)
        {
            _open.ForEach(connection => connection.Dispose());
            _open.Clear();
        }
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
                var caller = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = _isDead ? TurnAwayAsync(caller) : RelayAsync(caller);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // Counts those who come for work. The readiness check knocks too, under another name and as often as somebody asks for it.
    private async Task TurnAwayAsync(TcpClient caller)
    {
        using (caller)
        {
            try
            {
                if (!(await PostgresStartup.ReadAsync(caller.GetStream(), _end.Token)).Contains(ProbeName, StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _knocks);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // It left before it said who it was: then it was no attempt.
            }
        }
    }

    private async Task RelayAsync(TcpClient caller)
    {
        using var server = new TcpClient();
        try
        {
            var address = new DbConnectionStringBuilder { ConnectionString = await _database!.GetConnectionStringAsync(_end.Token) };
            await server.ConnectAsync((string)address["Host"], int.Parse((string)address["Port"], CultureInfo.InvariantCulture), _end.Token);
            lock (_open)
            {
                _open.AddRange([caller, server]);
            }

            await Task.WhenAny(
                caller.GetStream().CopyToAsync(server.GetStream(), _end.Token),
                server.GetStream().CopyToAsync(caller.GetStream(), _end.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away, and so does the other.
        }
        finally
        {
            caller.Dispose();
        }
    }
}
