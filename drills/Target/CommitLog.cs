using Drills.History;
using Npgsql;

namespace Drills.Target;

/// <summary>
/// Has the database itself record each committed write of a patient: a write that is done twice in the same words shows
/// nowhere else. It talks to the database past the relay.
/// </summary>
internal sealed class CommitLog(DrillSystem system)
{
    /// <summary>Adds the trigger.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        CREATE TABLE IF NOT EXISTS drill_writes (patient text, value text);
        GRANT INSERT ON drill_writes TO PUBLIC;
        CREATE OR REPLACE FUNCTION drill_record() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN INSERT INTO drill_writes VALUES (OLD.external_id, NULL); RETURN OLD; END IF;
            INSERT INTO drill_writes VALUES (NEW.external_id, NEW.last_name);
            RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER drill_record AFTER INSERT OR UPDATE OR DELETE ON patients
            FOR EACH ROW EXECUTE FUNCTION drill_record();
        """,
        cancellationToken);

    /// <summary>Returns how often each write of patients with the prefix is committed.</summary>
    public async Task<IReadOnlyList<CommittedWrite>> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(
            "SELECT patient, value, count(*)::int FROM drill_writes WHERE starts_with(patient, $1) GROUP BY 1, 2");
        command.Parameters.AddWithValue(prefix);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var committed = new List<CommittedWrite>();
        while (await rows.ReadAsync(cancellationToken))
        {
            committed.Add(new(
                rows.GetString(0),
                await rows.IsDBNullAsync(1, cancellationToken) ? null : rows.GetString(1),
                rows.GetInt32(2)));
        }

        return committed;
    }

    /// <summary>Locks the table of the patients, so that each transaction of the API waits.</summary>
    /// <returns>The lock, which ends when it is disposed of.</returns>
    public async Task<IAsyncDisposable> LockPatientsAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(await system.GetConnectionStringAsync(cancellationToken));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE patients IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<NpgsqlDataSource> OpenAsync(CancellationToken cancellationToken) =>
        NpgsqlDataSource.Create(await system.GetConnectionStringAsync(cancellationToken));
}
