using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Audit;

/// <summary>
/// Inserts audit entries as a role that can do nothing else, and lists those of a tenant as another one.
/// </summary>
internal sealed class AuditStore(UnitOfWork unitOfWork, AuditContexts contexts)
{
    // Without a target, because that would need the right to read. The keys alone conflict.
    private const string Insert = $"""
        INSERT INTO {AuditSchema.Entries} (writer, sequence, at, tenant, client, action, patient, status, source, age,
            trace_id, break_glass, detail, mac)
        SELECT @writer, * FROM unnest(@sequences, @times, @tenants, @clients, @actions, @patients, @statuses, @sources,
            @ages, @traces, @glasses, @details, @macs)
        ON CONFLICT DO NOTHING
        """;

    private const string List = $"""
        SELECT at AS "At", client AS "Client", action AS "Action", patient AS "Patient", status AS "Status",
            source AS "Source", age AS "Age", trace_id AS "TraceId", break_glass AS "BreakGlass", writer AS "Writer",
            sequence AS "Sequence"
        FROM {AuditSchema.Entries} WHERE tenant = @tenant
        """;

    /// <summary>Inserts entries; those that exist stay as they are.</summary>
    public async Task AppendAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await InsertAsync(batch, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // No partition: the gateway held the entries for long, or no instance ran to create it ahead.
            foreach (var month in batch.Entries.Select(entry => AuditMonth.Of(entry.At)).Distinct())
            {
                await unitOfWork.MaintainAsync(
                    async (db, token) =>
                    {
                        await AuditSchema.EnsurePartitionsAsync(db, month.Time, token, months: 1);
                        return true;
                    },
                    cancellationToken);
            }

            await InsertAsync(batch, cancellationToken);
        }
    }

    /// <summary>Lists one more entry than the limit of the filter, newest first.</summary>
    public Task<List<AuditRecord>> ListAsync(
        AuditFilter filter, AuditPosition? after, CancellationToken cancellationToken) => unitOfWork.RunAsRoleAsync(
        contexts.CreateReader,
        (db, token) =>
        {
            var (statement, parameters) = Query(db.Tenant!, filter, after);
            return db.Database.SqlQueryRaw<AuditRecord>(statement, parameters).ToListAsync(token);
        },
        cancellationToken);

    private Task<int> InsertAsync(AuditBatch batch, CancellationToken cancellationToken) => unitOfWork.RunAsRoleAsync(
        contexts.CreateAppender,
        (db, token) => db.Database.ExecuteSqlRawAsync(Insert, ParametersOf(batch), token),
        cancellationToken);

    private static (string Statement, object[] Parameters) Query(
        string tenant, AuditFilter filter, AuditPosition? after)
    {
        var conditions = new List<string> { List };
        var parameters = new List<object> { new NpgsqlParameter("tenant", tenant) };
        AddCondition("patient = @patient", "patient", filter.Patient);
        AddCondition("client = @client", "client", filter.Client);
        AddCondition("at >= @from", "from", filter.From);
        AddCondition("at < @to", "to", filter.To);
        if (after is not null)
        {
            conditions.Add("(at, writer, sequence) < (@after_at, @after_writer, @after_sequence)");
            parameters.Add(new NpgsqlParameter("after_at", after.At.UtcDateTime));
            parameters.Add(new NpgsqlParameter("after_writer", after.Writer));
            parameters.Add(new NpgsqlParameter("after_sequence", after.Sequence));
        }

        parameters.Add(new NpgsqlParameter("limit", filter.Limit + 1));
        return (
            string.Join(" AND ", conditions) + " ORDER BY at DESC, writer DESC, sequence DESC LIMIT @limit",
            [.. parameters]);

        void AddCondition(string condition, string name, object? value)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                parameters.Add(new NpgsqlParameter(name, value is DateTimeOffset time ? time.UtcDateTime : value));
            }
        }
    }

    private static object[] ParametersOf(AuditBatch batch) =>
    [
        new NpgsqlParameter("writer", batch.Writer),
        ArrayParameter.Of("sequences", NpgsqlDbType.Bigint, batch.Entries, entry => entry.Sequence),
        ArrayParameter.Of("times", NpgsqlDbType.TimestampTz, batch.Entries, entry => entry.At.UtcDateTime),
        ArrayParameter.Of("tenants", NpgsqlDbType.Text, batch.Entries, entry => entry.Tenant),
        ArrayParameter.Of("clients", NpgsqlDbType.Text, batch.Entries, entry => entry.Client),
        ArrayParameter.Of("actions", NpgsqlDbType.Text, batch.Entries, entry => entry.Action),
        ArrayParameter.Of("patients", NpgsqlDbType.Uuid, batch.Entries, entry => entry.Patient),
        ArrayParameter.Of("statuses", NpgsqlDbType.Integer, batch.Entries, entry => entry.Status),
        ArrayParameter.Of("sources", NpgsqlDbType.Text, batch.Entries, entry => entry.Source),
        ArrayParameter.Of("ages", NpgsqlDbType.Bigint, batch.Entries, entry => entry.Age),
        ArrayParameter.Of("traces", NpgsqlDbType.Text, batch.Entries, entry => entry.TraceId),
        ArrayParameter.Of("glasses", NpgsqlDbType.Boolean, batch.Entries, entry => entry.BreakGlass),
        ArrayParameter.Of("details", NpgsqlDbType.Text, batch.Entries, entry => entry.Detail),
        ArrayParameter.Of("macs", NpgsqlDbType.Bytea, batch.Entries, entry => entry.Mac),
    ];
}
