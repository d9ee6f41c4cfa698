using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Idempotency;

namespace PatientApi.Import;

/// <summary>
/// The last line with an external id that was stored under a key, and the id of the patient it was stored as.
/// </summary>
internal sealed record LaterLine(string ExternalId, int Part, Guid Id) : PatientData
{
    /// <summary>
    /// Returns, for the given external ids, the last stored lines after a part. External ids without a patient have
    /// none; and where no line follows the part, as in an import that is not repeated, the query costs next to nothing.
    /// </summary>
    public static async Task<Dictionary<string, LaterLine>> FindAsync(
        PatientDbContext db,
        IdempotentRequest request,
        int after,
        string[] externalIds,
        CancellationToken cancellationToken)
    {
        // The stored result has the patient's id in exactly one spelling, so that it need not be parsed as JSON. With
        // the name of its member, because another line's external id may be the same UUID.
        var later = await db.Database.SqlQuery<LaterLine>(
            $"""
            SELECT DISTINCT ON (patients.external_id) patients.external_id AS "ExternalId", stored.part AS "Part",
                patients.id AS "Id"
            FROM patients JOIN idempotency_keys AS stored
                ON position(convert_to('"id":"' || patients.id::text || '"', 'UTF8') IN stored.body) > 0
            WHERE patients.tenant = {request.Tenant} AND patients.external_id = ANY ({externalIds})
                AND stored.tenant = {request.Tenant} AND stored.client = {request.Client}
                AND stored.key = ANY ({request.StoredKeys}) AND stored.part > {after}
            ORDER BY patients.external_id, stored.part DESC
            """).ToListAsync(cancellationToken);
        return later.ToDictionary(line => line.ExternalId, StringComparer.Ordinal);
    }
}
