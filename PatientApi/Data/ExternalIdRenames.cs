using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;
using PatientApi.Model;

namespace PatientApi.Data;

/// <summary>
/// Result of checking which rows get a normalised external id. Two patients are never merged: if another patient has
/// the external id, both rows keep theirs.
/// </summary>
/// <param name="Possible">New external id by patient id.</param>
/// <param name="Taken">Patients whose new external id belongs to another patient.</param>
/// <param name="Invalid">Patients whose new external id is invalid.</param>
internal sealed record ExternalIdRenames(
    IReadOnlyDictionary<Guid, string> Possible,
    IReadOnlyList<(Guid Patient, Guid Other)> Taken,
    IReadOnlyList<Guid> Invalid)
{
    /// <summary>
    /// Checks the rows in order. If several map to the same external id, the first one gets it, unless another patient
    /// has it already.
    /// </summary>
    public static async Task<ExternalIdRenames> FindAsync(
        PatientDbContext db, IEnumerable<KeyedRow> rows, CancellationToken cancellationToken)
    {
        var wanted = rows.Select(row => (row.Id, row.ExternalId, New: PatientText.NormalizeExternalId(row.ExternalId)))
            .Where(row => !string.Equals(row.ExternalId, row.New, StringComparison.Ordinal)
                || PatientValidator.ExternalIdError(row.New) is not null)
            .ToLookup(row => PatientValidator.ExternalIdError(row.New) is null);
        string[] names = [.. wanted[true].Select(row => row.New).Distinct(StringComparer.Ordinal)];
        var owners = names.Length == 0
            ? []
            : await db.Patients.Where(patient => names.Contains(patient.ExternalId)).ToDictionaryAsync(
                patient => patient.ExternalId, patient => patient.Id, StringComparer.Ordinal, cancellationToken);
        var (possible, taken) = (new Dictionary<Guid, string>(), new List<(Guid, Guid)>());
        foreach (var (id, _, name) in wanted[true])
        {
            if (owners.TryAdd(name, id))
            {
                possible.Add(id, name);
            }
            else
            {
                taken.Add((id, owners[name]));
            }
        }

        return new(possible, taken, [.. wanted[false].Select(row => row.Id)]);
    }
}
