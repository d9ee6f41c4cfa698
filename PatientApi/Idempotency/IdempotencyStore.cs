using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using PatientApi.Data;
using PatientApi.Model;

namespace PatientApi.Idempotency;

/// <summary>
/// Reads and writes the table of idempotency records. All calls belong in the transaction of the write.
/// </summary>
internal static class IdempotencyStore
{
    private const string Insert = """
        INSERT INTO idempotency_keys (tenant, client, key, part, fingerprint, status, headers, body, created_at)
        SELECT @tenant, @client, @key, part, fingerprint, status, headers, body, @created_at
        FROM unnest(@parts, @fingerprints, @statuses, @headers, @bodies)
            AS answer (part, fingerprint, status, headers, body)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// Returns the stored response to a request. If an earlier version stored two forms of one key separately and both
    /// were used, it prefers the response that matches this request.
    /// </summary>
    public static async Task<IdempotencyRecord?> FindAsync(
        PatientDbContext db, IdempotentRequest request, CancellationToken cancellationToken)
    {
        var stored = await Of(db, request).Where(record => record.Part == request.Part).ToListAsync(cancellationToken);
        return stored.Find(record => request.IsOf(record.Fingerprint)) ?? stored.FirstOrDefault();
    }

    /// <summary>
    /// Returns the stored responses to parts of a whole; if both forms of the key have a part, the one of its current
    /// form.
    /// </summary>
    public static async Task<Dictionary<int, IdempotencyRecord>> FindAsync(
        PatientDbContext db,
        IdempotentRequest whole,
        IReadOnlyCollection<int> parts,
        CancellationToken cancellationToken)
    {
        var stored = await Of(db, whole).Where(record => parts.Contains(record.Part)).ToListAsync(cancellationToken);
        return stored.OrderByDescending(record => string.Equals(record.Key, whole.Key, StringComparison.Ordinal))
            .DistinctBy(record => record.Part).ToDictionary(record => record.Part);
    }

    /// <summary>Stores the responses to parts of one whole.</summary>
    /// <exception cref="InvalidOperationException">One of them already exists, which the lock of the key should have
    /// prevented.</exception>
    public static async Task AddAsync(
        PatientDbContext db, IReadOnlyList<IdempotencyRecord> records, CancellationToken cancellationToken)
    {
        // DO NOTHING and a check of the count: a violation would abort the transaction before the cause could be
        // reported.
        var added = await db.Database.ExecuteSqlRawAsync(Insert, ParametersOf(records), cancellationToken);
        if (added != records.Count)
        {
            throw new InvalidOperationException(
                "An idempotency record with this key was stored without holding the key's lock.");
        }
    }

    private static IQueryable<IdempotencyRecord> Of(PatientDbContext db, IdempotentRequest request) =>
        db.IdempotencyRecords.Where(record => record.Tenant == request.Tenant && record.Client == request.Client
            && request.StoredKeys.Contains(record.Key));

    private static object[] ParametersOf(IReadOnlyList<IdempotencyRecord> records) =>
    [
        new NpgsqlParameter("tenant", records[0].Tenant),
        new NpgsqlParameter("client", records[0].Client),
        new NpgsqlParameter("key", records[0].Key),
        new NpgsqlParameter("created_at", records[0].CreatedAt),
        ArrayParameter.Of("parts", NpgsqlDbType.Integer, records, record => record.Part),
        ArrayParameter.Of("fingerprints", NpgsqlDbType.Bytea, records, record => record.Fingerprint),
        ArrayParameter.Of("statuses", NpgsqlDbType.Integer, records, record => record.Status),
        ArrayParameter.Of("headers", NpgsqlDbType.Jsonb, records, record => record.Headers),
        ArrayParameter.Of("bodies", NpgsqlDbType.Bytea, records, record => record.Body),
    ];
}
