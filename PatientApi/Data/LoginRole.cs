using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PatientApi.Data;

/// <summary>A role that can log in, and what it gets.</summary>
/// <param name="Name">Name of the role.</param>
/// <param name="Password">Its password; <see langword="null"/> where another way of authentication needs none.</param>
/// <param name="Attributes">Queries that return statements for the role itself, besides its login.</param>
/// <param name="Grants">Queries that return its grants, besides those to connect.</param>
internal sealed record RoleDefinition(string Name, string? Password, string Attributes, string Grants);

/// <summary>
/// Creates or updates a role. This runs at every start, so that a new password or a restored database needs no manual
/// step. An owner that may not create roles only grants.
/// </summary>
internal sealed partial class LoginRole(ILogger<LoginRole> logger)
{
    // The server quotes every part that comes from settings: %I for names, %L for values.
    private const string Login = """
        SELECT format('CREATE ROLE %I', $1::text) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = $1::text)
        UNION ALL SELECT format('ALTER ROLE %I LOGIN', $1::text)
            || coalesce(' PASSWORD ' || quote_literal($2::text), '')
        """;

    private const string Connect = """
        SELECT statement FROM (
        SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), $1::text)
        UNION ALL SELECT format('GRANT USAGE ON SCHEMA public TO %I', $1::text)
        """;

    private const string IfItExists = """
        ) AS statements (statement)
        WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = $1::text)
        """;

    /// <summary>Creates or updates the role and its grants.</summary>
    public async Task EnsureAsync(PatientDbContext db, RoleDefinition role, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)db.Database.GetDbConnection();
            // The verifier and not the password, so that the password is in no statement and in no server log.
            var verifier = role.Password is { Length: > 0 } password ? ScramVerifier.Of(password) : null;
            await TryAsync(connection, $"{Login}\n{role.Attributes}", [role.Name, verifier], cancellationToken);
            await TryAsync(connection, $"{Connect}\n{role.Grants}\n{IfItExists}", [role.Name], cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task TryAsync(
        NpgsqlConnection connection, string query, string?[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach (var statement in await StatementsAsync(connection, query, arguments, cancellationToken))
            {
                await using var command = new NpgsqlCommand(statement, connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            LogNotAllowed(arguments[0]!);
        }
    }

    private static async Task<List<string>> StatementsAsync(
        NpgsqlConnection connection, string query, string?[] arguments, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query, connection);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new() { Value = (object?)argument ?? DBNull.Value });
        }

        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var statements = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            statements.Add(rows.GetString(0));
        }

        return statements;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The database user may not create or change role "
        + "'{Role}': create role '{Role}' yourself, or instances cannot log in as it.")]
    private partial void LogNotAllowed(string role);
}
