using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Contracts;

namespace PatientApi.Data;

/// <summary>The role of the runtime connection would pass row level security. The message says what to do.</summary>
internal sealed class UnsafeRoleException(string message) : Exception(message);

/// <summary>
/// The role that serves requests. It reads and writes the rows of tenants and owns nothing, because superusers and
/// owners pass row level security, silently.
/// </summary>
internal sealed class RuntimeRole(PatientsConnection patients, NpgsqlDataSource dataSource)
{
    private const string Write = """
        UNION ALL SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON patients, idempotency_keys TO %I', $1::text)
        """;

    // Membership counts, because SET ROLE turns it into the other role. A role that may create roles can make itself a
    // member of the owner.
    private const string Fault = """
        SELECT CASE
            WHEN bool_or(granted.rolsuper) THEN 'is a superuser, or a member of one'
            WHEN bool_or(granted.rolbypassrls) THEN 'has BYPASSRLS, or is a member of a role that has it'
            WHEN bool_or(granted.oid IN (SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace
                AND relname = ANY ($2))) THEN 'owns the tables, or is a member of their owner'
            WHEN bool_or(granted.rolcreaterole) THEN 'may create roles'
            END
        FROM pg_roles AS role JOIN pg_roles AS granted ON pg_has_role(role.oid, granted.oid, 'MEMBER')
        WHERE role.rolname = coalesce($1, current_user)
        """;

    private const string Unprotected = """
        SELECT string_agg(relname, ', ') FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND relname = ANY ($1) AND NOT (relrowsecurity AND relforcerowsecurity)
        """;

    /// <summary>Creates or updates the role of the connection string. Run it on the owner's connection.</summary>
    /// <exception cref="UnsafeRoleException">The role passes row level security.</exception>
    public async Task EnsureAsync(PatientDbContext db, LoginRole roles, CancellationToken cancellationToken)
    {
        if (patients.RuntimeUser is not { Length: > 0 } name)
        {
            return;
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await RefuseUnsafeAsync((NpgsqlConnection)db.Database.GetDbConnection(), name, cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }

        await roles.EnsureAsync(db, new(name, patients.RuntimePassword, Attributes: "", Write), cancellationToken);
    }

    /// <summary>Checks, as the role itself, that row level security applies to it.</summary>
    /// <exception cref="UnsafeRoleException">It does not.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await RefuseUnsafeAsync(connection, name: null, cancellationToken);
        await using var unprotected = new NpgsqlCommand(Unprotected, connection)
        {
            Parameters = { new() { Value = TenantPolicies.Tables } }
        };
        if (await unprotected.ExecuteScalarAsync(cancellationToken) is string tables)
        {
            throw new UnsafeRoleException($"Row level security of {tables} is off, so tenants would see each other's "
                + "patients. Run ALTER TABLE ... ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY as the owner.");
        }
    }

    private static async Task RefuseUnsafeAsync(
        NpgsqlConnection connection, string? name, CancellationToken cancellationToken)
    {
        await using var check = new NpgsqlCommand(Fault, connection)
        {
            Parameters =
            {
                new() { Value = (object?)name ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = TenantPolicies.Tables },
            }
        };
        if (await check.ExecuteScalarAsync(cancellationToken) is string fault)
        {
            throw new UnsafeRoleException($"The user of the connection string '{ResourceNames.PatientsDatabase}' "
                + $"{fault}, so row level security would not keep tenants apart. Set its Username to a role without "
                + "these rights, such as patients_app; this service creates it.");
        }
    }
}
