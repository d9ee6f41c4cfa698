using Microsoft.EntityFrameworkCore;
using PatientApi.Data;
using PatientApi.Model;
using PatientApi.Patients;

namespace PatientApi.Listing;

/// <summary>Finds one page of patients in the order (last name, first name, id); every variant uses an index.</summary>
internal sealed class PatientSearch(UnitOfWork unitOfWork)
{
    /// <summary>
    /// Returns up to <paramref name="count"/> patients after the position: all, or those with a search key that begins
    /// with <paramref name="key"/>.
    /// </summary>
    public Task<List<PatientRow>> FindAsync(
        string key, PatientPosition? after, int count, CancellationToken cancellationToken) =>
        unitOfWork.ReadAsync((db, token) => Query(db, key, after, count).ToListAsync(token), cancellationToken);

    internal static IQueryable<PatientRow> Query(PatientDbContext db, string key, PatientPosition? after, int count)
    {
        var patients = after is null ? db.Patients : After(db.Patients, after);
        var found = key.Length == 0 ? patients.Select(PatientRow.Summary) : Matching(patients, key);
        return found.OrderBy(row => row.LastName).ThenBy(row => row.FirstName).ThenBy(row => row.Id).Take(count);
    }

    // A row comparison, which Postgres evaluates as one range of the index on the order.
    private static IQueryable<Patient> After(IQueryable<Patient> patients, PatientPosition after) =>
        patients.Where(patient => EF.Functions.GreaterThan(
            ValueTuple.Create(patient.LastName, patient.FirstName, patient.Id),
            ValueTuple.Create(after.LastName, after.FirstName, after.Id)));

    // A union, not an OR: with OR and LIMIT the planner tends to scan in list order until enough rows match, which for
    // a name near the end is the whole table. With the union the work grows with the number of matches and not with the
    // table. Ranges, not LIKE: under row level security the planner uses an index only for leakproof operators. LIKE is
    // none, so that every search would read all patients of the tenant.
    private static IQueryable<PatientRow> Matching(IQueryable<Patient> patients, string key)
    {
        var end = PrefixRange.EndOf(key);
#pragma warning disable CA1309 // Translated to SQL, which compares in the order of the column's collation.
        var byLastName = patients.Where(patient =>
            string.Compare(patient.LastNameKey, key) >= 0 && string.Compare(patient.LastNameKey, end) < 0);
        var byFirstName = patients.Where(patient =>
            string.Compare(patient.FirstNameKey, key) >= 0 && string.Compare(patient.FirstNameKey, end) < 0);
        var byExternalId = patients.Where(patient =>
            string.Compare(patient.ExternalIdKey, key) >= 0 && string.Compare(patient.ExternalIdKey, end) < 0);
#pragma warning restore CA1309
        return byLastName.Select(PatientRow.Summary)
            .Union(byFirstName.Select(PatientRow.Summary))
            .Union(byExternalId.Select(PatientRow.Summary));
    }
}
