using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;
using PatientApi.Patients;

namespace PatientApi.Data;

/// <summary>Which rows get their external id in the form that is compared. Two patients never become one: where another has that external id, both stay as they are.</summary>
/// <param name="Possible">The new external ids, by patient.</param>
/// <param name="Taken">Patients whose new external id another one has.</param>
/// <param name="Invalid">Patients whose new external id would be refused.</param>
internal sealed record ExternalIdRenames(
    IReadOnlyDictionary<Guid, string> Possible, IReadOnlyList<(Guid Patient, Guid Other)> Taken, IReadOnlyList<Guid> Invalid)
{
    /// <summary>Judges rows in their order: of several that want one external id the first gets it, unless it is somebody's already.</summary>
    public static async Task<ExternalIdRenames> FindAsync(PatientDbContext db, IEnumerable<KeyedRow> rows, CancellationToken cancellationToken)
    {
        var wanted = rows.Select(row => (row.Id, row.ExternalId, New: PatientText.NormalizeExternalId(row.ExternalId)))
            .Where(row => !string.Equals(row.ExternalId, row.New, StringComparison.Ordinal) || PatientValidator.ExternalIdError(row.New) is not null)
            .ToLookup(row => PatientValidator.ExternalIdError(row.New) is null);
        string[] names = [.. wanted[true].Select(row => row.New).Distinct(StringComparer.Ordinal)];
        var owners = names.Length == 0
            ? []
            : await db.Patients.Where(patient => names.Contains(patient.ExternalId)).ToDictionaryAsync(patient => patient.ExternalId, patient => patient.Id, StringComparer.Ordinal, cancellationToken);
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
