using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using PatientApi.Data;
using PatientApi.Preconditions;

namespace PatientApi.Patients;

/// <summary>
/// Writes, each in one statement: Postgres decides about version and existence while it holds the row, so that between looking
/// and writing nobody else can write.
/// </summary>
internal sealed class PatientStore(PatientDbContext database)
{
    private const string Columns = "id, external_id, first_name, last_name, email, phone, birth_date, details, created_at, updated_at, xmin";

    /// <summary>Inserts a new patient; nothing when another has its external id.</summary>
    public async Task<Patient?> InsertAsync(Patient patient, CancellationToken cancellationToken) => await WriteAsync(
        $"""
        INSERT INTO patients (id, external_id, first_name, last_name, email, phone, birth_date, details, created_at, updated_at)
        VALUES (@id, @external_id, @first_name, @last_name, @email, @phone, @birth_date, @details, @now, @now)
        ON CONFLICT (external_id) DO NOTHING
        RETURNING {Columns}
        """,
        Parameters(patient),
        cancellationToken);

    /// <summary>Inserts the patient, or replaces the one of its external id. Which of the two, its id tells.</summary>
    public async Task<Patient> UpsertAsync(Patient patient, CancellationToken cancellationToken) => (await WriteAsync(
        $"""
        INSERT INTO patients (id, external_id, first_name, last_name, email, phone, birth_date, details, created_at, updated_at)
        VALUES (@id, @external_id, @first_name, @last_name, @email, @phone, @birth_date, @details, @now, @now)
        ON CONFLICT (external_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
            phone = excluded.phone, birth_date = excluded.birth_date, details = excluded.details, updated_at = excluded.updated_at
        RETURNING {Columns}
        """,
        Parameters(patient),
        cancellationToken))!;

    /// <summary>Replaces a patient; nothing when there is none of that id and version.</summary>
    public async Task<Patient?> ReplaceAsync(Guid id, Patient patient, WritePrecondition precondition, CancellationToken cancellationToken) => await WriteAsync(
        $"""
        UPDATE patients SET external_id = @external_id, first_name = @first_name, last_name = @last_name, email = @email,
            phone = @phone, birth_date = @birth_date, details = @details, updated_at = @now
        WHERE id = @existing AND (@any OR xmin::text = ANY(@versions))
        RETURNING {Columns}
        """,
        [.. Parameters(patient), .. Conditions(id, precondition)],
        cancellationToken);

    /// <summary>Deletes a patient; nothing when there is none of that id and version.</summary>
    public async Task<Patient?> DeleteAsync(Guid id, WritePrecondition precondition, CancellationToken cancellationToken) => await WriteAsync(
        $"DELETE FROM patients WHERE id = @existing AND (@any OR xmin::text = ANY(@versions)) RETURNING {Columns}",
        Conditions(id, precondition),
        cancellationToken);

    /// <summary>The version a patient has now; nothing when there is none of that id.</summary>
    public Task<uint?> VersionAsync(Guid id, CancellationToken cancellationToken) =>
        database.Patients.Where(patient => patient.Id == id).Select(patient => (uint?)patient.Version).SingleOrDefaultAsync(cancellationToken);

    private async Task<Patient?> WriteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        (await database.Patients.FromSqlRaw(sql, [.. parameters]).AsNoTracking().ToListAsync(cancellationToken)).SingleOrDefault();

    private static NpgsqlParameter[] Parameters(Patient patient) =>
    [
        new("id", patient.Id),
        new("external_id", patient.ExternalId),
        new("first_name", patient.FirstName),
        new("last_name", patient.LastName),
        new("email", NpgsqlDbType.Text) { Value = (object?)patient.Email ?? DBNull.Value },
        new("phone", NpgsqlDbType.Text) { Value = (object?)patient.Phone ?? DBNull.Value },
        new("birth_date", patient.BirthDate),
        new("details", NpgsqlDbType.Jsonb) { Value = (object?)patient.Details ?? DBNull.Value },
        new("now", patient.UpdatedAt),
    ];

    private static NpgsqlParameter[] Conditions(Guid id, WritePrecondition precondition) =>
        [new("existing", id), new("any", precondition.AllowsAny), new("versions", precondition.Versions.ToArray())];
}
