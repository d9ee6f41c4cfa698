using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PatientApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class IsolateTenants : Migration
    {
        // A longer wait would make every request wait behind it; the migration is attempted again.
        private const string LockTimeout = "SELECT set_config('lock_timeout', '5s', true);";

        // Built beside the old indexes, while requests read and write. After an interruption, what is complete stays.
        private static readonly string[] NewIndexes =
        [
            "UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ux_patients_tenant_id ON patients (tenant, id)",
            "UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ux_patients_tenant_external_id ON patients (tenant, external_id)",
            "INDEX CONCURRENTLY IF NOT EXISTS ix_patients_tenant_last_name_first_name_id ON patients "
                + "(tenant, last_name, first_name, id)",
            "INDEX CONCURRENTLY IF NOT EXISTS ix_patients_tenant_external_id_key ON patients (tenant, external_id_key)",
            "INDEX CONCURRENTLY IF NOT EXISTS ix_patients_tenant_first_name_key ON patients (tenant, first_name_key)",
            "INDEX CONCURRENTLY IF NOT EXISTS ix_patients_tenant_last_name_key ON patients (tenant, last_name_key)",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A constant default rewrites nothing: existing rows get it from the catalog.
            migrationBuilder.Sql(
                $"""
                {LockTimeout}
                ALTER TABLE patients ADD COLUMN IF NOT EXISTS tenant text COLLATE "C" NOT NULL DEFAULT 'default';
                """,
                suppressTransaction: true);
            migrationBuilder.Sql(
                """
                DO $$
                DECLARE leftover record;
                BEGIN
                    FOR leftover IN SELECT indexrelid::regclass AS name FROM pg_index
                        WHERE indrelid = 'patients'::regclass AND NOT indisvalid
                    LOOP
                        EXECUTE format('DROP INDEX %s', leftover.name);
                    END LOOP;
                END
                $$;
                """,
                suppressTransaction: true);
            foreach (var index in NewIndexes)
            {
                migrationBuilder.Sql($"CREATE {index};", suppressTransaction: true);
            }

            // From here on in one short transaction: the keys change together with the policies.
            migrationBuilder.Sql(
                $"""
                {LockTimeout}
                ALTER TABLE patients
                    DROP CONSTRAINT pk_patients,
                    ADD CONSTRAINT pk_patients PRIMARY KEY USING INDEX ux_patients_tenant_id,
                    ALTER COLUMN tenant DROP DEFAULT;
                DROP INDEX ux_patients_external_id, ix_patients_last_name_first_name_id, ix_patients_external_id_key,
                    ix_patients_first_name_key, ix_patients_last_name_key;
                """);
            migrationBuilder.Sql(
                """
                CREATE OR REPLACE PROCEDURE set_tenant(tenant text) LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM set_config('app.tenant', tenant, true);
                END
                $$;
                """);
            AddPolicies(migrationBuilder, "patients");
            AddPolicies(migrationBuilder, "idempotency_keys");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in (string[])["patients", "idempotency_keys"])
            {
                migrationBuilder.Sql(
                    $"""
                    DROP POLICY tenant_isolation ON {table};
                    DROP POLICY maintenance ON {table};
                    ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
                    """);
            }

            // Fails where two tenants have the same id or external id: their patients cannot be told apart without it.
            migrationBuilder.Sql(
                """
                DROP PROCEDURE set_tenant;
                ALTER TABLE patients DROP CONSTRAINT pk_patients, ADD CONSTRAINT pk_patients PRIMARY KEY (id);
                CREATE UNIQUE INDEX ux_patients_external_id ON patients (external_id);
                CREATE INDEX ix_patients_last_name_first_name_id ON patients (last_name, first_name, id);
                CREATE INDEX ix_patients_external_id_key ON patients (external_id_key);
                CREATE INDEX ix_patients_first_name_key ON patients (first_name_key);
                CREATE INDEX ix_patients_last_name_key ON patients (last_name_key);
                ALTER TABLE patients DROP COLUMN tenant;
                """);
        }

        // An unset tenant is NULL, and an empty text once a transaction of the session had one: neither equals a
        // tenant. FORCE applies the policies to the owner, whose second policy holds only in sessions that declare
        // maintenance.
        private static void AddPolicies(MigrationBuilder migrationBuilder, string table) => migrationBuilder.Sql(
            $"""
            {LockTimeout}
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            CREATE POLICY tenant_isolation ON {table}
                USING (tenant = nullif(current_setting('app.tenant', true), ''))
                WITH CHECK (tenant = nullif(current_setting('app.tenant', true), ''));
            CREATE POLICY maintenance ON {table} TO CURRENT_USER
                USING (current_setting('app.maintenance', true) = 'on')
                WITH CHECK (current_setting('app.maintenance', true) = 'on');
            """);
    }
}
