using Microsoft.EntityFrameworkCore;
using PatientApi.Data;
using PatientApi.Idempotency;

namespace PatientApi.Import;

/// <summary>The last line of an external id that was stored under a key, and the patient that it was stored as.</summary>
internal sealed record LaterLine(string ExternalId, int Part, Guid Id)
{
    /// <summary>Those of these external ids that come after a part. In an import that is not repeated there are none, and looking for them costs next to nothing.</summary>
    public static async Task<Dictionary<string, LaterLine>> FindAsync(
        PatientDbContext db, IdempotentRequest request, int after, string[] externalIds, CancellationToken cancellationToken)
    {
        // Materialized, so that nothing but the results of lines is read as JSON.
        var later = await db.Database.SqlQuery<LaterLine>(
            $"""
            WITH later AS MATERIALIZED (
                SELECT part, convert_from(body, 'UTF8')::jsonb AS result FROM idempotency_keys
                WHERE tenant = {request.Tenant} AND client = {request.Client} AND key = {request.Key} AND part > {after})
            SELECT DISTINCT ON (result ->> 'externalId') result ->> 'externalId' AS "ExternalId", part AS "Part", (result ->> 'id')::uuid AS "Id"
            FROM later WHERE result ->> 'externalId' = ANY ({externalIds}) ORDER BY result ->> 'externalId', part DESC
            """).ToListAsync(cancellationToken);
        return later.ToDictionary(line => line.ExternalId, StringComparer.Ordinal);
    }
}
