using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>
/// Result of checking which rows get a normalised external id. Two patients are never merged: if another patient has
/// the external id, both rows keep theirs.
/// </summary>
/// <param name="Possible">New external id by patient.</param>
/// <param name="Taken">Patients whose new external id belongs to another patient of their tenant.</param>
/// <param name="Invalid">Patients whose new external id is invalid.</param>
internal sealed record ExternalIdRenames(
    IReadOnlyDictionary<PatientKey, string> Possible,
    IReadOnlyList<(PatientKey Patient, Guid Other)> Taken,
    IReadOnlyList<PatientKey> Invalid)
{
    /// <summary>
    /// Checks the rows in order. If several patients of a tenant map to the same external id, the first one gets
    /// it, unless another patient of the tenant has it already.
    /// </summary>
    public static async Task<ExternalIdRenames> FindAsync(
        PatientDbContext db, IEnumerable<KeyedRow> rows, CancellationToken cancellationToken)
    {
        var wanted = rows.Select(row => (row.Key, row.ExternalId, New: PatientText.NormalizeExternalId(row.ExternalId)))
            .Where(row => !string.Equals(row.ExternalId, row.New, StringComparison.Ordinal)
                || PatientValidator.ExternalIdError(row.New) is not null)
            .ToLookup(row => PatientValidator.ExternalIdError(row.New) is null);
        var owners = await OwnersAsync(
            db, [.. wanted[true].Select(row => (row.Key.Tenant, row.New))], cancellationToken);
        var (possible, taken) = (new Dictionary<PatientKey, string>(), new List<(PatientKey, Guid)>());
        foreach (var (key, _, name) in wanted[true])
        {
            if (owners.TryAdd((key.Tenant, name), key.Id))
            {
                possible.Add(key, name);
            }
            else
            {
                taken.Add((key, owners[(key.Tenant, name)]));
            }
        }

        return new(possible, taken, [.. wanted[false].Select(row => row.Key)]);
    }

    // Spans tenants, so it ignores the filter; a name of one tenant may find a row of another, which does no harm.
    private static async Task<Dictionary<(string Tenant, string ExternalId), Guid>> OwnersAsync(
        PatientDbContext db, IReadOnlyList<(string Tenant, string New)> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        string[] tenants = [.. wanted.Select(row => row.Tenant).Distinct(StringComparer.Ordinal)];
        string[] names = [.. wanted.Select(row => row.New).Distinct(StringComparer.Ordinal)];
        return await db.Patients.IgnoreQueryFilters([PatientDbContext.TenantFilter])
            .Where(patient => tenants.Contains(patient.Tenant) && names.Contains(patient.ExternalId))
            .ToDictionaryAsync(
                patient => (patient.Tenant, patient.ExternalId), patient => patient.Id, cancellationToken);
    }
}
