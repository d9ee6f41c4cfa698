using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Data;

namespace PatientApi.Audit;

/// <summary>
/// Deletes months of entries after their retention. Before, it verifies the chains of the month and records the head of
/// each with a seal, from which verification then starts. A month with a fault is kept, because its deletion would hide
/// the fault. A month is read in parts, each a unit of work, so that its size does not matter.
/// </summary>
internal sealed partial class AuditRetention(
    UnitOfWork unitOfWork, IOptions<AuditOptions> options, TimeProvider clock, ILogger<AuditRetention> logger)
{
    // Replicas take turns.
    private const string Lock = "SELECT pg_advisory_xact_lock(4711190)";

    private const string Partitions = $"""
        SELECT child.relname::text AS "Value" FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = '{AuditSchema.Entries}'::regclass
        """;

    /// <summary>Deletes the months whose retention has passed and whose chains are intact.</summary>
    /// <returns>The number of deleted months.</returns>
    public async Task<int> RetireAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var month in await ReadAsync(DueAsync, cancellationToken))
        {
            if (await VerifyAsync(month, cancellationToken) is var (heads, entries)
                && await ReadAsync((db, token) => DropAsync(db, month, heads, entries, token), cancellationToken))
            {
                LogDeleted(month.Table);
                deleted++;
            }
        }

        return deleted;
    }

    private async Task<List<AuditMonth>> DueAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        var limit = clock.GetUtcNow() - options.Value.Retention;
        var tables = await db.Database.SqlQueryRaw<string>(Partitions).ToListAsync(cancellationToken);
        return
        [
            .. tables.Select(AuditMonth.OfTable).OfType<AuditMonth>().Where(month => month.End <= limit)
                .OrderBy(month => month.Start)
        ];
    }

    // The heads of the month, and the number of its entries; nothing if a chain has a fault.
    private async Task<(List<AuditHead> Heads, long Entries)?> VerifyAsync(
        AuditMonth month, CancellationToken cancellationToken)
    {
        var retired = (await ReadAsync(AuditRows.RetiredAsync, cancellationToken)).ToDictionary(row => row.Writer);
        var (heads, entries) = (new List<AuditHead>(), 0L);
        foreach (var writer in await ReadAsync(
            (db, token) => AuditRows.WritersAsync(db, month, token), cancellationToken))
        {
            var verifier = new ChainVerifier(
                writer, options.Value.Chains, retired.TryGetValue(writer, out var row) ? row.Sealed : null, []);
            await AuditRows.VerifyAsync(verifier, writer, month, read => ReadAsync(read, cancellationToken));
            if (!verifier.IsIntact)
            {
                LogKept(month.Table, writer);
                return null;
            }

            heads.Add(verifier.Head!);
            entries += verifier.Entries;
        }

        return (heads, entries);
    }

    // Not if another replica has deleted it, or if entries came after the verification: then at the next interval.
    private async Task<bool> DropAsync(
        PatientDbContext db, AuditMonth month, List<AuditHead> heads, long entries, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlRawAsync(Lock, cancellationToken);
        if (!(await DueAsync(db, cancellationToken)).Contains(month)
            || await AuditRows.CountAsync(db, month, cancellationToken) != entries)
        {
            return false;
        }

        foreach (var head in heads)
        {
            await RecordAsync(db, head, cancellationToken);
        }

        await db.Database.ExecuteSqlAsync($"CALL drop_audit_partition({month.Start})", cancellationToken);
        return true;
    }

    private Task<T> ReadAsync<T>(
        Func<PatientDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        unitOfWork.MaintainAsync(work, cancellationToken);

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
        + "writer {Writer} has a fault there, which the deletion would hide. Verify the chain: "
        + "POST /audit/verify with this writer.")]
    private partial void LogKept(string partition, Guid writer);
}
