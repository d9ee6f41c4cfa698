using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PatientApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class AuditTrail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The key of a partitioned table contains what it is partitioned by. An entry that is delivered again has
            // the same time.
            migrationBuilder.Sql(
                """
                CREATE TABLE audit_entries (
                    writer uuid NOT NULL,
                    sequence bigint NOT NULL,
                    at timestamptz NOT NULL,
                    tenant text COLLATE "C" NOT NULL,
                    client text COLLATE "C" NOT NULL,
                    action text COLLATE "C" NOT NULL,
                    patient uuid,
                    status integer,
                    source text COLLATE "C",
                    age bigint,
                    trace_id text COLLATE "C",
                    break_glass boolean NOT NULL,
                    detail text COLLATE "C",
                    mac bytea NOT NULL,
                    CONSTRAINT pk_audit_entries PRIMARY KEY (writer, sequence, at)
                ) PARTITION BY RANGE (at);
                CREATE INDEX ix_audit_entries_tenant_at ON audit_entries (tenant, at, writer, sequence);
                CREATE INDEX ix_audit_entries_tenant_patient_at
                    ON audit_entries (tenant, patient, at, writer, sequence);
                CREATE INDEX ix_audit_entries_first ON audit_entries (writer) WHERE sequence = 1;
                CREATE TABLE audit_retired (
                    writer uuid NOT NULL,
                    sequence bigint NOT NULL,
                    mac bytea NOT NULL,
                    seal bytea NOT NULL,
                    CONSTRAINT pk_audit_retired PRIMARY KEY (writer)
                );
                """);
            // The roles have no names here: a policy applies to roles with the privilege, and each of the two audit
            // roles gets one of them.
            migrationBuilder.Sql(
                """
                ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
                ALTER TABLE audit_retired ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
                CREATE POLICY append ON audit_entries FOR INSERT WITH CHECK (true);
                CREATE POLICY tenant_isolation ON audit_entries FOR SELECT
                    USING (tenant = nullif(current_setting('app.tenant', true), ''));
                CREATE POLICY verification ON audit_entries FOR SELECT
                    USING (current_setting('app.audit_verification', true) = 'on');
                CREATE POLICY verification ON audit_retired FOR SELECT
                    USING (current_setting('app.audit_verification', true) = 'on');
                CREATE POLICY maintenance ON audit_entries TO CURRENT_USER
                    USING (current_setting('app.maintenance', true) = 'on')
                    WITH CHECK (current_setting('app.maintenance', true) = 'on');
                CREATE POLICY maintenance ON audit_retired TO CURRENT_USER
                    USING (current_setting('app.maintenance', true) = 'on')
                    WITH CHECK (current_setting('app.maintenance', true) = 'on');
                """);

            // Procedures, because names of tables cannot be parameters. They run with the rights of their caller, and
            // wait shortly for the lock: a longer wait would make every insert wait behind it.
            migrationBuilder.Sql(
                """
                CREATE PROCEDURE create_audit_partition(month date) LANGUAGE plpgsql AS $$
                DECLARE partition text := 'audit_entries_' || to_char(month, 'YYYYMM');
                BEGIN
                    IF to_regclass(partition) IS NULL THEN
                        PERFORM set_config('lock_timeout', '5s', true);
                        EXECUTE format(
                            'CREATE TABLE IF NOT EXISTS %I PARTITION OF audit_entries FOR VALUES FROM (%L) TO (%L)',
                            partition, month::timestamp AT TIME ZONE 'UTC',
                            (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
                    END IF;
                END
                $$;
                CREATE PROCEDURE drop_audit_partition(month date) LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM set_config('lock_timeout', '5s', true);
                    EXECUTE format('DROP TABLE %I', 'audit_entries_' || to_char(month, 'YYYYMM'));
                END
                $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                DROP PROCEDURE create_audit_partition, drop_audit_partition;
                DROP TABLE audit_entries;
                DROP TABLE audit_retired;
                """);
    }
}
