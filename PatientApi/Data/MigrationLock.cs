using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// The lock under which one replica at a time migrates: a Postgres advisory lock held by the session of
/// <see cref="Connection"/>, so that the server releases it when the replica dies.
/// </summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    // Any number works, as long as every replica of every version uses the same.
    private const int Purpose = 20_714;

    // Polls, because a blocking pg_advisory_lock would fail at the command timeout of this session, whatever the
    // deadline.
    private const string TryLock = "SELECT pg_try_advisory_lock($1, hashtext($2))";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private MigrationLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>Session in the maintenance database.</summary>
    public NpgsqlConnection Connection { get; }

    /// <exception cref="TimeoutException">Another replica held the lock for longer than
    /// <paramref name="timeout"/>.</exception>
    public static async Task<MigrationLock> AcquireAsync(
        PatientsConnection patients, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = patients.CreateMaintenanceConnection();
        try
        {
            await connection.OpenAsync(cancellationToken);
            var started = clock.GetTimestamp();
            while (!await TryAsync(connection, patients.Database, cancellationToken))
            {
                if (clock.GetElapsedTime(started) >= timeout)
                {
                    throw new TimeoutException($"Another instance has been migrating the database for more than "
                        + $"{timeout}. Check its log; this instance keeps trying.");
                }

                await Task.Delay(Pause, clock, cancellationToken);
            }

            return new MigrationLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // The connection is not pooled: closing its session releases the lock.
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async Task<bool> TryAsync(
        NpgsqlConnection connection, string database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TryLock, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Purpose });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
