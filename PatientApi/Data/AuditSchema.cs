using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Contracts;

namespace PatientApi.Data;

/// <summary>
/// The roles and partitions of the audit trail. One role can only insert entries, the other can only read them; the
/// role that serves requests can do neither. There is one partition for each month, created ahead.
/// </summary>
internal sealed class AuditSchema(PatientsConnection patients, TimeProvider clock)
{
    /// <summary>Table of the entries.</summary>
    public const string Entries = "audit_entries";

    /// <summary>Table of the heads up to which entries were deleted after their retention.</summary>
    public const string Retired = "audit_retired";

    /// <summary>Startup option of sessions that read the entries of all tenants to verify the chains.</summary>
    public const string VerificationOption = "-c app.audit_verification=on";

    private const int MonthsAhead = 2;

    private const string Insert = $"UNION ALL SELECT format('GRANT INSERT ON {Entries} TO %I', $1::text)";
    private const string Select = $"UNION ALL SELECT format('GRANT SELECT ON {Entries}, {Retired} TO %I', $1::text)";

    private const string Excess = """
        SELECT CASE
            WHEN has_table_privilege(rolname, 'audit_entries', 'UPDATE, DELETE, TRUNCATE')
                THEN 'may change audit entries'
            WHEN has_table_privilege(rolname, 'audit_entries', 'SELECT')
                AND has_table_privilege(rolname, 'audit_entries', 'INSERT')
                THEN 'may both read and insert audit entries'
            WHEN has_table_privilege(rolname, 'patients', 'SELECT') THEN 'may read patients'
            END AS "Value"
        FROM pg_roles WHERE rolname = {0}
        """;

    /// <summary>Creates the partitions of this month and the next ones, and creates or updates the roles.</summary>
    /// <exception cref="UnsafeRoleException">A role may do more than its part.</exception>
    public async Task EnsureAsync(PatientDbContext db, LoginRole roles, CancellationToken cancellationToken)
    {
        await EnsurePartitionsAsync(db, clock.GetUtcNow(), cancellationToken);
        foreach (var (connection, name, grants) in ((NpgsqlConnectionStringBuilder, string, string)[])
            [(patients.Audit, ResourceNames.PatientsAudit, Insert),
             (patients.Auditor, ResourceNames.PatientsAuditor, Select)])
        {
            if (connection.Username is { Length: > 0 } role)
            {
                // Before, so that no other role is changed; and after, for one role in both places.
                await RefuseExcessAsync(db, role, name, cancellationToken);
                await roles.EnsureAsync(db, new(role, connection.Password, Attributes: "", grants), cancellationToken);
                await RefuseExcessAsync(db, role, name, cancellationToken);
            }
        }
    }

    /// <summary>Creates the partitions of a month and of those after it, where they do not exist.</summary>
    public static async Task EnsurePartitionsAsync(
        PatientDbContext db, DateTimeOffset from, CancellationToken cancellationToken, int months = MonthsAhead + 1)
    {
        for (var month = AuditMonth.Of(from); months > 0; months--, month = month.Next)
        {
            await db.Database.ExecuteSqlAsync($"CALL create_audit_partition({month.Start})", cancellationToken);
        }
    }

    // A role that the owner may not create does not exist: that is logged, and entries wait at the gateway.
    private static async Task RefuseExcessAsync(
        PatientDbContext db, string role, string name, CancellationToken cancellationToken)
    {
        if (await db.Database.SqlQueryRaw<string?>(Excess, role).SingleOrDefaultAsync(cancellationToken) is { } fault)
        {
            throw new UnsafeRoleException($"The user of the connection string '{name}' {fault}. Set its Username to a "
                + $"role that nothing else uses, such as {name}; this service creates it.");
        }
    }
}
