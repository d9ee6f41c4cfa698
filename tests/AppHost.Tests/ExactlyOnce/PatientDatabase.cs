using Npgsql;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// The state of a patient in the database: the version, the count in the details, and the number of committed changes.
/// </summary>
internal sealed record StoredPatient(Guid Id, string ExternalId, string Version, int Count, long Changes);

/// <summary>
/// Direct access to the database, without the API and without the injected faults of its connections.
/// </summary>
internal sealed class PatientDatabase(DatabaseRelay database)
{
    /// <summary>
    /// Makes the database count committed changes: a write that was executed twice with the same values is not visible
    /// elsewhere.
    /// </summary>
    public async Task CountChangesAsync(CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(
            """
            CREATE TABLE changes (external_id text);
            GRANT INSERT ON changes TO PUBLIC;
            CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO changes VALUES (NEW.external_id); RETURN NULL; END $$;
            CREATE TRIGGER count_change AFTER INSERT OR UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION count_change();
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<List<StoredPatient>> ReadPatientsAsync(CancellationToken cancellationToken) => ReadAsync(
        $"""
        SELECT id, external_id, replace(version::text, '-', ''), (details ->> 'count')::int,
          (SELECT count(*) FROM changes WHERE changes.external_id = patients.external_id)
        FROM patients WHERE external_id LIKE '{Keys.Prefix}%'
        """,
        row => new StoredPatient(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetInt64(4)),
        cancellationToken);

    /// <summary>The keys that have a stored response.</summary>
    public Task<List<string>> ReadKeysAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            $"SELECT key FROM idempotency_keys WHERE key LIKE '{Keys.Prefix}%'",
            row => row.GetString(0),
            cancellationToken);

    /// <summary>
    /// Whether a key has a stored response; <see langword="null"/> while the database is unavailable.
    /// </summary>
    public async Task<bool?> IsDoneAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(
                $"SELECT key FROM idempotency_keys WHERE key = '{key}'",
                row => row.GetString(0),
                cancellationToken)).Count > 0;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }

    private async Task<NpgsqlDataSource> OpenAsync(CancellationToken cancellationToken) =>
        NpgsqlDataSource.Create((await database.GetConnectionStringAsync(cancellationToken))!);
}
