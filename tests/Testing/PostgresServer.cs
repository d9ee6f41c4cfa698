using Npgsql;

namespace Testing;

/// <summary>
/// A real Postgres server of the test assembly: created in a temporary folder, on a free port of 127.0.0.1, deleted
/// afterwards whatever the tests did. <c>TEST_POSTGRES</c>, a connection string of a superuser, names another server
/// instead.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private static readonly string? External = Environment.GetEnvironmentVariable("TEST_POSTGRES");

    private PostgresCluster? _cluster;
    private int _databases;

    /// <summary>False when <c>TEST_POSTGRES</c> names a server, which a test must not stop.</summary>
    public static bool IsOurs => External is null;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (IsOurs)
        {
            _cluster = await PostgresCluster.CreateAsync();
            await StartAsync();
        }
    }

    /// <summary>The connection string of a database of this name, which need not exist.</summary>
    public string ConnectionString(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            External ?? $"Host=127.0.0.1;Port={_cluster!.Port};Username={PostgresCluster.Superuser}")
        {
            Database = database,
            // Many hosts start and stop in one test run; an idle connection of each would exhaust the server.
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
        };
        return settings.ConnectionString;
    }

    /// <summary>A connection string of a unique database that does not exist yet.</summary>
    public string NewDatabase() => ConnectionString(
        $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");

    /// <summary>Starts the server with its previous data, and waits until it responds.</summary>
    public async Task StartAsync()
    {
        var cluster = _cluster
            ?? throw new InvalidOperationException("The server that TEST_POSTGRES names is not ours to start.");
        cluster.Start();
        using var deadline = new CancellationTokenSource(StartTimeout);
        while (!await AnswersAsync(deadline.Token))
        {
            if (cluster.HasExited || deadline.IsCancellationRequested)
            {
                throw new InvalidOperationException($"Postgres did not start:{Environment.NewLine}{cluster.Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    /// <summary>Stops the server and keeps its data.</summary>
    public async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await (_cluster ?? throw new InvalidOperationException(
            "The server that TEST_POSTGRES names is not ours to stop.")).StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }
}
