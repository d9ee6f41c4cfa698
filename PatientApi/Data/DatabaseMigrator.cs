using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Creates and migrates the database, one instance at a time. The advisory lock is tried for rather than waited for, as a
/// waiting statement dies of the command timeout; it is held on a connection of its own to the maintenance database, so that
/// the creation of the database lies under it too.
/// </summary>
internal sealed class DatabaseMigrator(DatabaseLocation location, IServiceScopeFactory scopes, PatientSeeder seeder, TimeProvider time)
{
    private const long LockKey = 0x70617469656E7473;

    private static readonly TimeSpan LockDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(200);

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var server = location.ToServer();
        await server.OpenAsync(cancellationToken);
        await LockAsync(server, cancellationToken);
        await CreateDatabaseAsync(server, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PatientDbContext>();
        await database.Database.MigrateAsync(cancellationToken);
        await seeder.SeedAsync(database, cancellationToken);
    }

    private async Task LockAsync(NpgsqlConnection server, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LockDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var timer = new PeriodicTimer(LockInterval, time);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", server) { Parameters = { new() { Value = LockKey } } };
        try
        {
            while (await command.ExecuteScalarAsync(either.Token) is false)
            {
                await timer.WaitForNextTickAsync(either.Token);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Another instance has held the migration lock for {LockDeadline}.", late);
        }
    }

    private async Task CreateDatabaseAsync(NpgsqlConnection server, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", server) { Parameters = { new() { Value = location.Database } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            var quoted = location.Database.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{quoted}\"", server);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
