using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;
using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>
/// A row as returned by the statement. Its id is the proposed one if the row is new, else the existing one.
/// </summary>
internal sealed record InsertedPatient(Guid Id, string ExternalId, DateTimeOffset CreatedAt, Guid Version)
    : PatientData;

/// <summary>
/// Inserts any number of patients in one atomic statement. An existing patient is a result, not a failure of the
/// transaction.
/// </summary>
internal static class PatientInsert
{
    private const string Insert = """
        INSERT INTO patients (tenant, id, external_id, first_name, last_name, email, phone, birth_date, details,
            created_at, updated_at,
            external_id_key, first_name_key, last_name_key, key_version)
        SELECT * FROM unnest(@tenants, @ids, @external_ids, @first_names, @last_names, @emails, @phones, @birth_dates,
            @details, @created_at, @updated_at,
            @external_id_keys, @first_name_keys, @last_name_keys, @key_versions)
        """;

    private const string Returning = """
        RETURNING id AS "Id", external_id AS "ExternalId", created_at AS "CreatedAt", version AS "Version"
        """;

    private const string LeaveOld = $"""
        {Insert}
        ON CONFLICT DO NOTHING
        {Returning}
        """;

    private const string ReplaceOld = $"""
        {Insert}
        ON CONFLICT (tenant, external_id) DO UPDATE SET
            first_name = excluded.first_name, last_name = excluded.last_name, email = excluded.email,
            phone = excluded.phone,
            birth_date = excluded.birth_date, details = excluded.details, updated_at = excluded.updated_at,
            external_id_key = excluded.external_id_key, first_name_key = excluded.first_name_key,
            last_name_key = excluded.last_name_key,
            key_version = excluded.key_version
        {Returning}
        """;

    /// <summary>Inserts a patient unless its id or its external id exists; then the result is empty.</summary>
    public static Task<List<InsertedPatient>> InsertAsync(
        PatientDbContext db, Patient patient, CancellationToken cancellationToken) =>
        ExecuteAsync(db, LeaveOld, [patient], cancellationToken);

    /// <summary>Inserts patients with distinct external ids, or replaces those with the same external id.</summary>
    public static Task<List<InsertedPatient>> UpsertAsync(
        PatientDbContext db, IEnumerable<Patient> patients, CancellationToken cancellationToken) =>
        // One order for all writers: two imports of the same patients would deadlock if each locked its rows in the
        // order of its file.
        ExecuteAsync(
            db,
            ReplaceOld,
            [.. patients.OrderBy(patient => patient.ExternalId, StringComparer.Ordinal)],
            cancellationToken);

    private static Task<List<InsertedPatient>> ExecuteAsync(
        PatientDbContext db, string statement, List<Patient> rows, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<InsertedPatient>(statement, ParametersOf(rows)).ToListAsync(cancellationToken);

    private static object[] ParametersOf(List<Patient> rows) =>
    [
        ArrayParameter.Of("tenants", NpgsqlDbType.Text, rows, row => row.Tenant),
        ArrayParameter.Of("ids", NpgsqlDbType.Uuid, rows, row => row.Id),
        ArrayParameter.Of("external_ids", NpgsqlDbType.Text, rows, row => row.ExternalId),
        ArrayParameter.Of("first_names", NpgsqlDbType.Text, rows, row => row.FirstName),
        ArrayParameter.Of("last_names", NpgsqlDbType.Text, rows, row => row.LastName),
        ArrayParameter.Of("emails", NpgsqlDbType.Text, rows, row => row.Email),
        ArrayParameter.Of("phones", NpgsqlDbType.Text, rows, row => row.Phone),
        ArrayParameter.Of("birth_dates", NpgsqlDbType.Date, rows, row => row.BirthDate),
        ArrayParameter.Of("details", NpgsqlDbType.Jsonb, rows, row => row.Details),
        ArrayParameter.Of("created_at", NpgsqlDbType.TimestampTz, rows, row => row.CreatedAt),
        ArrayParameter.Of("updated_at", NpgsqlDbType.TimestampTz, rows, row => row.UpdatedAt),
        ArrayParameter.Of("external_id_keys", NpgsqlDbType.Text, rows, row => row.ExternalIdKey),
        ArrayParameter.Of("first_name_keys", NpgsqlDbType.Text, rows, row => row.FirstNameKey),
        ArrayParameter.Of("last_name_keys", NpgsqlDbType.Text, rows, row => row.LastNameKey),
        ArrayParameter.Of("key_versions", NpgsqlDbType.Integer, rows, row => row.KeyVersion),
    ];
}
