using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace PatientApi.Data;

/// <summary>
/// Creates or updates the role of the read-only instances: it can log in and SELECT what they return, and nothing else.
/// The policies of the tenants apply to it.
/// </summary>
internal sealed class ReaderRole(IOptions<DatabaseOptions> options, LoginRole roles)
{
    private const string ReadOnly = """
        UNION ALL SELECT format('ALTER ROLE %I IN DATABASE %I SET default_transaction_read_only = on',
            $1::text, current_database())
        """;

    private const string Select = """
        UNION ALL SELECT format('GRANT SELECT ON %s TO %I', (
            SELECT string_agg(oid::regclass::text, ', ')
                FROM pg_class WHERE relnamespace = 'public'::regnamespace
                    AND relname IN ('patients', '__EFMigrationsHistory')), $1::text)
        """;

    private const string IsMore = """
        SELECT coalesce(bool_or(rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
            OR rolname = current_user OR pg_has_role(rolname, current_user, 'MEMBER')), false) AS "Value"
        FROM pg_roles WHERE rolname = {0}
        """;

    /// <summary>Creates or updates the role, if one is configured.</summary>
    /// <exception cref="InvalidOperationException">The configured role has more rights than to read.</exception>
    public async Task EnsureAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        if (options.Value.Reader is not { Name: { Length: > 0 } name, Password: { } password })
        {
            return;
        }

        if (await db.Database.SqlQueryRaw<bool>(IsMore, name).SingleAsync(cancellationToken))
        {
            throw new InvalidOperationException(
                $"The role '{name}' has more rights than reading: set {DatabaseOptions.Section}:Reader:Name to a "
                + "role that nothing else uses.");
        }

        await roles.EnsureAsync(db, new(name, password, ReadOnly, Select), cancellationToken);
    }
}
