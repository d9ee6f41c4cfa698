using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>
/// Computes the search keys of rows of all tenants written by an earlier build, and normalises their external ids. This
/// program does it and not Postgres, whose rules for letters depend on its locale. Each batch is one transaction that
/// sets the key version of its rows, so that an interrupted update resumes at the next start.
/// </summary>
internal sealed partial class SearchKeyUpdate(ILogger<SearchKeyUpdate> logger)
{
    private const int BatchSize = 1000;

    // A changed external id is a change of the patient and produces a new version; new search keys alone do not.
    private const string Update = """
        UPDATE patients SET external_id_key = row.external_id_key, first_name_key = row.first_name_key,
            last_name_key = row.last_name_key, key_version = @key_version
        FROM unnest(@tenants, @ids, @external_id_keys, @first_name_keys, @last_name_keys)
            AS row (tenant, id, external_id_key, first_name_key, last_name_key)
        WHERE patients.tenant = row.tenant AND patients.id = row.id
        """;

    private const string Rename = """
        UPDATE patients SET external_id = row.external_id
            FROM unnest(@tenants, @ids, @external_ids) AS row (tenant, id, external_id)
            WHERE patients.tenant = row.tenant AND patients.id = row.id
        """;

    /// <summary>
    /// Updates every outdated row. Patients whose normalised external ids are equal are both kept, and logged.
    /// </summary>
    public async Task RunAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        var (after, total) = (new PatientKey("", Guid.Empty), 0);
        while (await TryBatchAsync(db, after, cancellationToken) is { Count: > 0 } done)
        {
            (after, total) = (done[^1].Key, total + done.Count);
            LogProgress(total);
        }
    }

    private async Task<List<KeyedRow>> TryBatchAsync(
        PatientDbContext db, PatientKey after, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await BatchAsync(db, after, cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // An instance of the earlier build has just taken one of the external ids. The next round sees it and
                // keeps both.
            }
        }
    }

    private async Task<List<KeyedRow>> BatchAsync(
        PatientDbContext db, PatientKey after, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = await db.Database.SqlQuery<KeyedRow>(
            $"""
            SELECT tenant AS "Tenant", id AS "Id", external_id AS "ExternalId", first_name AS "FirstName",
                last_name AS "LastName"
            FROM patients WHERE key_version < {SearchKey.Version} AND (tenant, id) > ({after.Tenant}, {after.Id})
                ORDER BY tenant, id LIMIT {BatchSize} FOR UPDATE
            """).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return rows;
        }

        var renames = await ExternalIdRenames.FindAsync(db, rows, cancellationToken);
        await db.Database.ExecuteSqlRawAsync(Rename, RenamesOf(renames.Possible), cancellationToken);
        await db.Database.ExecuteSqlRawAsync(Update, KeysOf(rows), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Report(renames);
        return rows;
    }

    private void Report(ExternalIdRenames renames)
    {
        foreach (var (row, other) in renames.Taken)
        {
            LogTaken(row.Id, row.Tenant, other);
        }

        foreach (var row in renames.Invalid)
        {
            LogInvalid(row.Id, row.Tenant);
        }
    }

    private static object[] RenamesOf(IReadOnlyDictionary<PatientKey, string> renames) =>
    [
        Tenants(renames.Keys),
        Ids(renames.Keys),
        ArrayParameter.Of("external_ids", NpgsqlDbType.Text, renames.Values, name => name),
    ];

    private static object[] KeysOf(List<KeyedRow> rows) =>
    [
        new NpgsqlParameter("key_version", SearchKey.Version),
        Tenants(rows.Select(row => row.Key)),
        Ids(rows.Select(row => row.Key)),
        Keys("external_id_keys", rows, row => row.ExternalId),
        Keys("first_name_keys", rows, row => row.FirstName),
        Keys("last_name_keys", rows, row => row.LastName),
    ];

    private static NpgsqlParameter Tenants(IEnumerable<PatientKey> keys) =>
        ArrayParameter.Of("tenants", NpgsqlDbType.Text, keys, key => key.Tenant);

    private static NpgsqlParameter Ids(IEnumerable<PatientKey> keys) =>
        ArrayParameter.Of("ids", NpgsqlDbType.Uuid, keys, key => key.Id);

    private static NpgsqlParameter Keys(string name, List<KeyedRow> rows, Func<KeyedRow, string> text) =>
        ArrayParameter.Of(name, NpgsqlDbType.Text, rows, row => SearchKey.Of(text(row)));

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information, Message = "Recomputed the search keys of {Rows} patients.")]
    private partial void LogProgress(int rows);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Patients {Patient} and {Other} of tenant {Tenant} "
        + "have external ids that differ only in Unicode form or in surrounding blanks. Both were kept; requests by "
        + "that external id reach {Other}. Give {Patient} another externalId by PUT /patients/{Patient}, or delete one "
        + "of them.")]
    private partial void LogTaken(Guid patient, string tenant, Guid other);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The external id of patient {Patient} of tenant "
        + "{Tenant} would be refused today, so no request by external id reaches that patient. Give it another "
        + "externalId by PUT /patients/{Patient}.")]
    private partial void LogInvalid(Guid patient, string tenant);
}

/// <summary>Primary key of a patient.</summary>
internal sealed record PatientKey(string Tenant, Guid Id) : PatientData;

/// <summary>Columns from which the search keys are computed.</summary>
internal sealed record KeyedRow(string Tenant, Guid Id, string ExternalId, string FirstName, string LastName)
    : PatientData
{
    public PatientKey Key => new(Tenant, Id);
}
