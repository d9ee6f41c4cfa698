using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace PatientApi.Data;

/// <summary>Brings the database from whatever it is, absent included, to what this build needs. Any number of replicas may do so at once.</summary>
internal sealed class DatabaseMigrator(
    PatientsConnection patients, IDbContextFactory<PatientDbContext> contexts, ReaderRole reader, SearchKeyUpdate keys, PatientSeeder seeder, IOptions<MigrationOptions> options, TimeProvider clock)
    : ISchema
{
    // A migration may rewrite a table; the driver's 30 s are meant for requests.
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Creates the database, applies the migrations that are missing, brings the search keys up to date, lets the reader in, and seeds an empty table, all under one lock.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var migrationLock = await MigrationLock.AcquireAsync(patients, options.Value.LockTimeout, clock, cancellationToken);
        try
        {
            await MigrateAsync(migrationLock.Connection, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MigrationFailedException(exception);
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await CreateDatabaseAsync(connection, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Database.SetCommandTimeout(StatementTimeout);
        await db.Database.MigrateAsync(cancellationToken);
        await keys.RunAsync(db, cancellationToken);
        await reader.EnsureAsync(db, cancellationToken);
        await seeder.SeedAsync(db, cancellationToken);
    }

    private async Task CreateDatabaseAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = patients.Database });
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
        {
            return;
        }

        using var quoting = new NpgsqlCommandBuilder();
        // template0, because template1 has the encoding of the server, and that may be none at all.
        var statement = $"CREATE DATABASE {quoting.QuoteIdentifier(patients.Database)} ENCODING 'UTF8' TEMPLATE template0";
        await using var create = new NpgsqlCommand(statement, connection) { CommandTimeout = (int)StatementTimeout.TotalSeconds };
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody who does not know our lock, such as AppHost, was quicker. It is there, and that is all we want.
        }
    }
}
