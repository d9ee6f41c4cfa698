using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PatientApi.Data;

namespace PatientApi.Idempotency;

/// <summary>
/// Lock on a key while a write with it is in progress. It ends with the transaction, committed or not. Its holder can
/// rely on two facts: no other transaction with the same key is running, and the table contains all results of that
/// key.
/// </summary>
internal static class KeyLock
{
    /// <summary>Takes the lock unless another transaction holds it.</summary>
    /// <returns>Whether the lock was taken.</returns>
    public static Task<bool> TryTakeAsync(
        PatientDbContext db, IdempotentRequest request, CancellationToken cancellationToken) => db.Database
        .SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended({NameOf(request)}, 0)) AS \"Value\"")
        .SingleAsync(cancellationToken);

    /// <summary>Takes the lock and waits for it up to the timeout of the attempt.</summary>
    public static Task TakeAsync(PatientDbContext db, IdempotentRequest request, CancellationToken cancellationToken) =>
        db.Database
            .ExecuteSqlAsync(
                $"SELECT pg_advisory_xact_lock(hashtextextended({NameOf(request)}, 0))", cancellationToken);

    // 64 bits of hash: two keys with the same hash sometimes block one another for a moment, which is harmless.
    private static string NameOf(IdempotentRequest request) =>
        JsonSerializer.Serialize<string[]>([request.Tenant, request.Client, request.Key]);
}
