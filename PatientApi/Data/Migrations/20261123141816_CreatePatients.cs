using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PatientApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class CreatePatients : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "patients",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "character varying(128)", maxLength: 128,
                        nullable: false, collation: "C"),
                    first_name = table.Column<string>(type: "character varying(200)", maxLength: 200,
                        nullable: false, collation: "C"),
                    last_name = table.Column<string>(type: "character varying(200)", maxLength: 200,
                        nullable: false, collation: "C"),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    phone = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    birth_date = table.Column<DateOnly>(type: "date", nullable: false),
                    details = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    external_id_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    first_name_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    last_name_key = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patients", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_patients_external_id_key",
                table: "patients",
                column: "external_id_key");

            migrationBuilder.CreateIndex(
                name: "ix_patients_first_name_key",
                table: "patients",
                column: "first_name_key");

            migrationBuilder.CreateIndex(
                name: "ix_patients_last_name_first_name_id",
                table: "patients",
                columns: new[] { "last_name", "first_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_patients_last_name_key",
                table: "patients",
                column: "last_name_key");

            migrationBuilder.CreateIndex(
                name: "ux_patients_external_id",
                table: "patients",
                column: "external_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "patients");
        }
    }
}
