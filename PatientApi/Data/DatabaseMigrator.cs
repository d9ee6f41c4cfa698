using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Creates or upgrades the database to the schema of this build. Any number of replicas may run it at the same time.
/// </summary>
internal sealed class DatabaseMigrator(
    PatientsConnection patients,
    MaintenanceContexts contexts,
    LoginRole roles,
    ReaderRole reader,
    RuntimeRole runtime,
    AuditSchema audit,
    SearchKeyUpdate keys,
    PatientSeeder seeder,
    IOptions<MigrationOptions> options,
    TimeProvider clock)
    : ISchemaInitializer
{
    // A migration may rewrite a table; the driver's default of 30 s is meant for requests.
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Creates the database, applies pending migrations, updates the search keys, creates the roles and seeds an empty
    /// tenant, all under one lock. Everything but the seeding is done as the owner.
    /// </summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var migrationLock = await MigrationLock.AcquireAsync(
            patients, options.Value.LockTimeout, clock, cancellationToken);
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
        await using var db = contexts.Create();
        db.Database.SetCommandTimeout(StatementTimeout);
        await db.Database.MigrateAsync(cancellationToken);
        await TenantPolicies.EnsureOwnerAsync(db, cancellationToken);
        await keys.RunAsync(db, cancellationToken);
        await runtime.EnsureAsync(db, roles, cancellationToken);
        await reader.EnsureAsync(db, cancellationToken);
        await audit.EnsureAsync(db, roles, cancellationToken);
        await seeder.SeedAsync(cancellationToken);
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
        // template0, because template1 has the encoding of the server, which may be SQL_ASCII.
        var statement =
            $"CREATE DATABASE {quoting.QuoteIdentifier(patients.Database)} ENCODING 'UTF8' TEMPLATE template0";
        await using var create = new NpgsqlCommand(statement, connection)
        {
            CommandTimeout = (int)StatementTimeout.TotalSeconds
        };
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // A process without this lock, such as the AppHost, was faster. The database exists, which is all that is
            // needed.
        }
    }
}
