using Microsoft.EntityFrameworkCore;
using PatientApi.Data;
using PatientApi.Patients;

namespace PatientApi.Listing;

/// <summary>Finds one page of patients in the order (last name, first name, id), by an index in every case.</summary>
internal sealed class PatientSearch(UnitOfWork unitOfWork)
{
    /// <summary>Up to <paramref name="count"/> patients after the position, all of them or those that match the prefix.</summary>
    public Task<List<PatientRow>> FindAsync(string prefix, PatientPosition? after, int count, CancellationToken cancellationToken) =>
        unitOfWork.ReadAsync((db, token) => Query(db, prefix, after, count).ToListAsync(token), cancellationToken);

    internal static IQueryable<PatientRow> Query(PatientDbContext db, string prefix, PatientPosition? after, int count)
    {
        var patients = after is null ? db.Patients : After(db.Patients, after);
        var found = prefix.Length == 0 ? patients.Select(PatientRow.Summary) : Matching(patients, prefix);
        return found.OrderBy(row => row.LastName).ThenBy(row => row.FirstName).ThenBy(row => row.Id).Take(count);
    }

    // A comparison of rows, which the index of the order answers as one range.
    private static IQueryable<Patient> After(IQueryable<Patient> patients, PatientPosition after) => patients.Where(patient => EF.Functions.GreaterThan(
        ValueTuple.Create(patient.LastName, patient.FirstName, patient.Id),
        ValueTuple.Create(after.LastName, after.FirstName, after.Id)));

    // A union, not an OR: with OR and LIMIT the planner likes to walk the order until enough rows match, which for a name near its
    // end is the whole table. So the work grows with the number of matches and never with the table.
    private static IQueryable<PatientRow> Matching(IQueryable<Patient> patients, string prefix)
    {
        var pattern = Escape(SearchKey.Of(prefix)) + "%";
        var byLastName = patients.Where(patient => EF.Functions.Like(patient.LastNameKey, pattern, @"\"));
        var byFirstName = patients.Where(patient => EF.Functions.Like(patient.FirstNameKey, pattern, @"\"));
        var byExternalId = patients.Where(patient => EF.Functions.Like(patient.ExternalIdKey, pattern, @"\"));
        return byLastName.Select(PatientRow.Summary)
            .Union(byFirstName.Select(PatientRow.Summary))
            .Union(byExternalId.Select(PatientRow.Summary));
    }

    private static string Escape(string prefix) => prefix
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}
