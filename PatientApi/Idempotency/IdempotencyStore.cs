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
        var stored = await Of(db, request).Where(answer => answer.Part == request.Part).ToListAsync(cancellationToken);
        return stored.Find(answer => request.IsOf(answer.Fingerprint)) ?? stored.FirstOrDefault();
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
        var stored = await Of(db, whole).Where(answer => parts.Contains(answer.Part)).ToListAsync(cancellationToken);
        return stored.OrderByDescending(answer => string.Equals(answer.Key, whole.Key, StringComparison.Ordinal))
            .DistinctBy(answer => answer.Part).ToDictionary(answer => answer.Part);
    }

    /// <summary>Stores the responses to parts of one whole.</summary>
    /// <exception cref="InvalidOperationException">One of them already exists, which the lock of the key should have
    /// prevented.</exception>
    public static async Task AddAsync(
        PatientDbContext db, IReadOnlyList<IdempotencyRecord> answers, CancellationToken cancellationToken)
    {
        // DO NOTHING and a check of the count: a violation would abort the transaction before the cause could be
        // reported.
        var added = await db.Database.ExecuteSqlRawAsync(Insert, ParametersOf(answers), cancellationToken);
        if (added != answers.Count)
        {
            throw new InvalidOperationException(
                "An idempotency record with this key was stored without holding the key's lock.");
        }
    }

    private static IQueryable<IdempotencyRecord> Of(PatientDbContext db, IdempotentRequest request) =>
        db.IdempotencyRecords.Where(answer => answer.Tenant == request.Tenant && answer.Client == request.Client
            && request.StoredKeys.Contains(answer.Key));

    private static object[] ParametersOf(IReadOnlyList<IdempotencyRecord> answers) =>
    [
        new NpgsqlParameter("tenant", answers[0].Tenant),
        new NpgsqlParameter("client", answers[0].Client),
        new NpgsqlParameter("key", answers[0].Key),
        new NpgsqlParameter("created_at", answers[0].CreatedAt),
        Column("parts", NpgsqlDbType.Integer, answers, answer => answer.Part),
        Column("fingerprints", NpgsqlDbType.Bytea, answers, answer => answer.Fingerprint),
        Column("statuses", NpgsqlDbType.Integer, answers, answer => answer.Status),
        Column("headers", NpgsqlDbType.Jsonb, answers, answer => answer.Headers),
        Column("bodies", NpgsqlDbType.Bytea, answers, answer => answer.Body),
    ];

    private static NpgsqlParameter Column<T>(
        string name, NpgsqlDbType type, IReadOnlyList<IdempotencyRecord> answers, Func<IdempotencyRecord, T> value) =>
        new(name, NpgsqlDbType.Array | type) { Value = answers.Select(value).ToArray() };
}
