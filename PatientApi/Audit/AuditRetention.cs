using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Audit;

/// <summary>
/// Deletes months of entries after their retention. Before, it verifies the chains of the month and records the head of
/// each with a seal, from which verification then starts. A month with a fault is kept, because its deletion would hide
/// the fault.
/// </summary>
internal sealed partial class AuditRetention(
    IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditRetention> logger)
{
    // Replicas take turns.
    private const string Lock = "SELECT pg_advisory_xact_lock(4711190)";

    private const string Partitions = $"""
        SELECT child.relname::text AS "Value" FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = '{AuditSchema.Entries}'::regclass
        """;

    /// <summary>Deletes the oldest month if its retention has passed.</summary>
    /// <returns>Whether it was deleted, so that there may be another one.</returns>
    public async Task<bool> RetireOldestAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlRawAsync(Lock, cancellationToken);
        var limit = clock.GetUtcNow() - options.Value.Retention;
        var tables = await db.Database.SqlQueryRaw<string>(Partitions).ToListAsync(cancellationToken);
        var due = tables.Select(AuditMonth.OfTable).OfType<AuditMonth>().Where(month => month.End <= limit)
            .OrderBy(month => month.Start).Select(month => (AuditMonth?)month).FirstOrDefault();
        if (due is not { } month)
        {
            return false;
        }

        var retired = (await AuditRows.RetiredAsync(db, cancellationToken)).ToDictionary(row => row.Writer);
        foreach (var writer in await AuditRows.WritersAsync(db, month, cancellationToken))
        {
            var verifier = new ChainVerifier(
                writer, options.Value.Chains, retired.TryGetValue(writer, out var row) ? row.Sealed : null, []);
            await AuditRows.VerifyAsync(verifier, writer, month, read => read(db, cancellationToken));
            if (!verifier.IsIntact)
            {
                LogKept(month.Table, writer);
                return false;
            }

            await RecordAsync(db, verifier.Head!, cancellationToken);
        }

        await db.Database.ExecuteSqlAsync($"CALL drop_audit_partition({month.Start})", cancellationToken);
        LogDeleted(month.Table);
        return true;
    }

    // Sealed with the current key, so that the record outlives a rotation of the key; the chain goes on with its own.
    private async Task RecordAsync(PatientDbContext db, AuditHead head, CancellationToken cancellationToken)
    {
        var seal = options.Value.Chains[0].SealOf(head);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO audit_retired (writer, sequence, mac, seal)
            VALUES ({head.Writer}, {head.Sequence}, {head.Mac}, {seal})
            ON CONFLICT (writer) DO UPDATE
                SET sequence = excluded.sequence, mac = excluded.mac, seal = excluded.seal
            """,
            cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Audit entries of {Partition} were deleted after their retention.")]
    private partial void LogDeleted(string partition);

    [LoggerMessage(2, LogLevel.Error, "Audit entries of {Partition} are kept after their retention: the chain of "
        + "writer {Writer} has a fault there, which the deletion would hide. Verify the audit trail.")]
    private partial void LogKept(string partition, Guid writer);
}
