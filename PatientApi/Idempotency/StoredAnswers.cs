using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using PatientApi.Data;

namespace PatientApi.Idempotency;

/// <summary>The table of answers. All of it happens in the transaction of the write.</summary>
internal static class StoredAnswers
{
    private const string Insert = """
        INSERT INTO idempotency_keys (tenant, client, key, part, fingerprint, status, headers, body, created_at)
        SELECT @tenant, @client, @key, part, fingerprint, status, headers, body, @created_at
        FROM unnest(@parts, @fingerprints, @statuses, @headers, @bodies) AS answer (part, fingerprint, status, headers, body)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>What was answered to a request. Where an earlier version kept the forms of one key apart, and both were used, it is the answer to this request if there is one.</summary>
    public static async Task<StoredAnswer?> FindAsync(PatientDbContext db, IdempotentRequest request, CancellationToken cancellationToken)
    {
        var stored = await Of(db, request).Where(answer => answer.Part == request.Part).ToListAsync(cancellationToken);
        return stored.Find(answer => answer.Answers(request)) ?? stored.FirstOrDefault();
    }

    /// <summary>What was answered to parts of a whole; where both forms of the key have a part, the one of its present form.</summary>
    public static async Task<Dictionary<int, StoredAnswer>> FindAsync(
        PatientDbContext db, IdempotentRequest whole, IReadOnlyCollection<int> parts, CancellationToken cancellationToken)
    {
        var stored = await Of(db, whole).Where(answer => parts.Contains(answer.Part)).ToListAsync(cancellationToken);
        return stored.OrderByDescending(answer => string.Equals(answer.Key, whole.Key, StringComparison.Ordinal)).DistinctBy(answer => answer.Part).ToDictionary(answer => answer.Part);
    }

    /// <summary>Keeps answers to parts of one whole.</summary>
    /// <exception cref="InvalidOperationException">One of them is there already, which the lock of the key should have prevented.</exception>
    public static async Task AddAsync(PatientDbContext db, IReadOnlyList<StoredAnswer> answers, CancellationToken cancellationToken)
    {
        // DO NOTHING and a look at the count: a violation would end the transaction before anybody could say what is wrong.
        var added = await db.Database.ExecuteSqlRawAsync(Insert, ParametersOf(answers), cancellationToken);
        if (added != answers.Count)
        {
            throw new InvalidOperationException("An answer to this key was stored by somebody who did not hold its lock.");
        }
    }

    private static IQueryable<StoredAnswer> Of(PatientDbContext db, IdempotentRequest request) =>
        db.StoredAnswers.Where(answer => answer.Tenant == request.Tenant && answer.Client == request.Client && request.StoredKeys.Contains(answer.Key));

    private static object[] ParametersOf(IReadOnlyList<StoredAnswer> answers) =>
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

    private static NpgsqlParameter Column<T>(string name, NpgsqlDbType type, IReadOnlyList<StoredAnswer> answers, Func<StoredAnswer, T> value) =>
        new(name, NpgsqlDbType.Array | type) { Value = answers.Select(value).ToArray() };
}
