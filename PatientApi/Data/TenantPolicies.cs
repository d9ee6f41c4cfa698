using Microsoft.EntityFrameworkCore;

namespace PatientApi.Data;

/// <summary>
/// Row level security of the tables that hold rows of tenants. The migration creates the policies; a session sees the
/// rows of the tenant it has set, and none if it has set none. FORCE makes that hold for the owner as well, except in
/// sessions that declare maintenance.
/// </summary>
internal static class TenantPolicies
{
    /// <summary>Procedure that sets the tenant for the rest of the transaction.</summary>
    public const string Procedure = "set_tenant";

    /// <summary>Startup option of the owner's sessions that do maintenance.</summary>
    public const string MaintenanceOption = "-c app.maintenance=on";

    /// <summary>Tables with policies.</summary>
    public static readonly IReadOnlyList<string> Tables =
        [PatientConfiguration.Table, IdempotencyRecordConfiguration.Table, AuditSchema.Entries, AuditSchema.Retired];

    /// <summary>
    /// Makes the maintenance policies those of the user that migrates now: it may be another one than the user of the
    /// first migration, for example after a restore.
    /// </summary>
    public static Task EnsureOwnerAsync(PatientDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(
            """
            DO $$
            DECLARE named record;
            BEGIN
                FOR named IN SELECT tablename FROM pg_policies
                    WHERE schemaname = 'public' AND policyname = 'maintenance' AND NOT current_user = ANY (roles)
                LOOP
                    EXECUTE format('ALTER POLICY maintenance ON %I TO CURRENT_USER', named.tablename);
                END LOOP;
            END
            $$
            """,
            cancellationToken);
}
