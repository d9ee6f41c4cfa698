using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Creates or updates the role of the read-only instances: it can log in and SELECT what they return, and nothing else.
/// This runs at every start, so that a new password or a restored database needs no manual step.
/// </summary>
internal sealed partial class ReaderRole(IOptions<DatabaseOptions> options, ILogger<ReaderRole> logger)
{
    // The server quotes every part that comes from settings: %I for names, %L for values.
    private const string Statements = """
        SELECT format('CREATE ROLE %I', $1::text) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = $1::text)
        UNION ALL SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)
        UNION ALL SELECT format('ALTER ROLE %I IN DATABASE %I SET default_transaction_read_only = on',
            $1::text, current_database())
        UNION ALL SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), $1::text)
        UNION ALL SELECT format('GRANT USAGE ON SCHEMA public TO %I', $1::text)
        UNION ALL SELECT format('GRANT SELECT ON %s TO %I', (
            SELECT string_agg(oid::regclass::text, ', ')
                FROM pg_class WHERE relnamespace = 'public'::regnamespace
                    AND relname IN ('patients', '__EFMigrationsHistory')), $1::text)
        """;

    private const string IsMore = """
        SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
            OR rolname = current_user OR pg_has_role(rolname, current_user, 'MEMBER')
        FROM pg_roles WHERE rolname = $1
        """;

    /// <summary>Creates or updates the role, if one is configured.</summary>
    /// <exception cref="InvalidOperationException">The configured role has more rights than to read.</exception>
    public async Task EnsureAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        if (options.Value.Reader is not { Name: { Length: > 0 } name, Password: { } password })
        {
            return;
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await EnsureAsync((NpgsqlConnection)db.Database.GetDbConnection(), name, password, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            LogNotAllowed(name);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static async Task EnsureAsync(
        NpgsqlConnection connection, string name, string password, CancellationToken cancellationToken)
    {
        await using (var check = new NpgsqlCommand(IsMore, connection) { Parameters = { new() { Value = name } } })
        {
            if (await check.ExecuteScalarAsync(cancellationToken) is true)
            {
                throw new InvalidOperationException(
                    $"The role '{name}' has more rights than reading: set {DatabaseOptions.Section}:Reader:Name to a "
                    + "role that nothing else uses.");
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var statement in await StatementsAsync(
            connection, name, ScramVerifier.Of(password), cancellationToken))
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<List<string>> StatementsAsync(
        NpgsqlConnection connection, string name, string verifier, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Statements, connection)
        {
            Parameters = { new() { Value = name }, new() { Value = verifier } }
        };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var statements = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            statements.Add(rows.GetString(0));
        }

        return statements;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The database user may not create roles: create "
        + "role '{Role}' yourself, or read-only instances cannot log in.")]
    private partial void LogNotAllowed(string role);
}
