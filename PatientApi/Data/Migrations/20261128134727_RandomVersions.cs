using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PatientApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class RandomVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "version",
                table: "patients",
                type: "uuid",
                rowVersion: true,
                nullable: false,
                defaultValueSql: "gen_random_uuid()");

            // 0: the search keys are those of an earlier build, which also still writes such rows while it is
            // being replaced.
            migrationBuilder.AddColumn<int>(
                name: "key_version",
                table: "patients",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            // By whichever program a patient is changed; new search keys alone are no change of the patient.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION patients_set_version() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    NEW.version := gen_random_uuid();
                    RETURN NEW;
                END
                $$;
                CREATE TRIGGER patients_set_version
                    BEFORE UPDATE OF id, external_id, first_name, last_name, email, phone, birth_date, details,
                        created_at, updated_at ON patients
                    FOR EACH ROW EXECUTE FUNCTION patients_set_version();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TRIGGER patients_set_version ON patients;
                DROP FUNCTION patients_set_version();
                """);

            migrationBuilder.DropColumn(
                name: "key_version",
                table: "patients");

            migrationBuilder.DropColumn(
                name: "version",
                table: "patients");
        }
    }
}
