using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Audit;

/// <summary>The record of a deletion after the retention.</summary>
internal sealed record RetiredRow(Guid Writer, long Sequence, byte[] Mac, byte[] Seal)
{
    public (AuditHead Head, byte[] Seal) Sealed => (new(Writer, Sequence, Mac), Seal);
}

/// <summary>The first entry of a writer, which may name writers before it.</summary>
internal sealed record FirstRow(DateTimeOffset At, string? Detail);

/// <summary>Reads chains, in sessions that see the entries of all tenants.</summary>
internal static class AuditRows
{
    /// <summary>Number of entries that are read at once.</summary>
    public const int ChunkSize = 5000;

    // Infinity, for the driver.
    private static readonly DateTime Forever = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    // The time leads to one partition where it is bounded.
    private const string Entries = """
        SELECT sequence AS "Sequence", at AS "At", client AS "Client", tenant AS "Tenant", action AS "Action",
            patient AS "Patient", status AS "Status", source AS "Source", age AS "Age", trace_id AS "TraceId",
            break_glass AS "BreakGlass", detail AS "Detail", mac AS "Mac"
        FROM audit_entries
        WHERE writer = @writer AND (sequence, at) > (@sequence, @at) AND at >= @from AND at < @to
        ORDER BY sequence, at LIMIT @limit
        """;

    // Visits each writer once by the key, instead of all entries.
    private const string Writers = """
        WITH RECURSIVE writers AS (
            (SELECT writer FROM audit_entries ORDER BY writer LIMIT 1)
            UNION ALL
            SELECT (SELECT entry.writer FROM audit_entries AS entry WHERE entry.writer > writers.writer
                ORDER BY entry.writer LIMIT 1) FROM writers WHERE writers.writer IS NOT NULL)
        SELECT writer AS "Value" FROM writers WHERE writer IS NOT NULL
        """;

    /// <summary>All writers.</summary>
    public static Task<List<Guid>> WritersAsync(PatientDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<Guid>(Writers).ToListAsync(cancellationToken);

    /// <summary>The writers of a month.</summary>
    public static Task<List<Guid>> WritersAsync(
        PatientDbContext db, AuditMonth month, CancellationToken cancellationToken)
    {
        var (from, to) = (month.Time.UtcDateTime, month.End.UtcDateTime);
        return db.Database.SqlQuery<Guid>(
            $"SELECT DISTINCT writer AS \"Value\" FROM audit_entries WHERE at >= {from} AND at < {to}")
            .ToListAsync(cancellationToken);
    }

    /// <summary>The number of entries of a month.</summary>
    public static async Task<long> CountAsync(
        PatientDbContext db, AuditMonth month, CancellationToken cancellationToken)
    {
        var (from, to) = (month.Time.UtcDateTime, month.End.UtcDateTime);
        return (await db.Database.SqlQuery<long>(
            $"SELECT count(*) AS \"Value\" FROM audit_entries WHERE at >= {from} AND at < {to}")
            .ToListAsync(cancellationToken))[0];
    }

    /// <summary>Adds the entries of a writer to the verifier of its chain, those of one month or all.</summary>
    public static async Task VerifyAsync(
        ChainVerifier verifier,
        Guid writer,
        AuditMonth? month,
        Func<Func<PatientDbContext, CancellationToken, Task<List<AuditEntry>>>, Task<List<AuditEntry>>> read)
    {
        var (sequence, at, count) = (long.MinValue, DateTime.UnixEpoch, 0);
        do
        {
            var (afterSequence, afterAt) = (sequence, at);
            var entries = await read((db, token) => db.Database.SqlQueryRaw<AuditEntry>(
                Entries,
                new NpgsqlParameter("writer", writer),
                new NpgsqlParameter("sequence", afterSequence),
                new NpgsqlParameter("at", afterAt),
                new NpgsqlParameter("from", month?.Time.UtcDateTime ?? DateTime.UnixEpoch),
                new NpgsqlParameter("to", month?.End.UtcDateTime ?? Forever),
                new NpgsqlParameter("limit", ChunkSize)).ToListAsync(token));
            entries.ForEach(verifier.Add);
            count = entries.Count;
            if (count > 0)
            {
                (sequence, at) = (entries[^1].Sequence, entries[^1].At.UtcDateTime);
            }
        }
        while (count == ChunkSize);
    }

    /// <summary>The records of deletions after the retention.</summary>
    public static Task<List<RetiredRow>> RetiredAsync(PatientDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQueryRaw<RetiredRow>(
            """
            SELECT writer AS "Writer", sequence AS "Sequence", mac AS "Mac", seal AS "Seal" FROM audit_retired
            """).ToListAsync(cancellationToken);

    /// <summary>The first entries of all writers.</summary>
    public static Task<List<FirstRow>> FirstsAsync(PatientDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<FirstRow>(
            $"""
            SELECT at AS "At", detail AS "Detail" FROM audit_entries
            WHERE sequence = 1 AND action = {AuditActions.WriterStarted} AND detail IS NOT NULL
            """).ToListAsync(cancellationToken);
}
