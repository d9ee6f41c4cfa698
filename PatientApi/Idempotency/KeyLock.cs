using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PatientApi.Data;

namespace PatientApi.Idempotency;

/// <summary>
/// Says that a key is being worked on: a lock that ends with the transaction, however that ends. Whoever holds it knows that no other transaction
/// of the same key is under way, and that what the table says of the key is all there is to know.
/// </summary>
internal static class KeyLock
{
    /// <summary>Takes the lock, unless another transaction has it.</summary>
    public static Task<bool> TryTakeAsync(PatientDbContext db, IdempotentRequest request, CancellationToken cancellationToken) => db.Database
        .SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended({NameOf(request)}, 0)) AS \"Value\"")
        .SingleAsync(cancellationToken);

    /// <summary>Takes the lock, and waits for it as long as the attempt may take.</summary>
    public static Task TakeAsync(PatientDbContext db, IdempotentRequest request, CancellationToken cancellationToken) => db.Database
        .ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({NameOf(request)}, 0))", cancellationToken);

    // 64 bits of hash: two keys that share a lock wait for one another once in a while, and that is all.
    private static string NameOf(IdempotentRequest request) => JsonSerializer.Serialize<string[]>([request.Tenant, request.Client, request.Key]);
}
