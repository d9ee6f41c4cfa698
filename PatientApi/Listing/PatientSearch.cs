using Microsoft.EntityFrameworkCore;
using PatientApi.Data;
using PatientApi.Patients;

namespace PatientApi.Listing;

/// <summary>The query behind a page, in the words of the indexes that serve it.</summary>
internal sealed class PatientSearch(PatientDbContext database)
{
    private const string Escape = "\\";

    /// <summary>The next rows after a position, in the order of last name, first name and id.</summary>
    public Task<List<Patient>> NextAsync(string? search, PatientPosition? after, int count, CancellationToken cancellationToken) =>
        Query(search, after).Take(count).ToListAsync(cancellationToken);

    /// <summary>The query itself.</summary>
    public IQueryable<Patient> Query(string? search, PatientPosition? after)
    {
        var patients = database.Patients.AsNoTracking();
        if (!string.IsNullOrEmpty(search))
        {
            var prefix = Prefix(search);
            patients = patients.Where(patient =>
                EF.Functions.Like(EF.Functions.Collate(patient.LastName, PatientConfiguration.CaseCollation).ToLower(), prefix, Escape)
                || EF.Functions.Like(EF.Functions.Collate(patient.FirstName, PatientConfiguration.CaseCollation).ToLower(), prefix, Escape)
                || EF.Functions.Like(EF.Functions.Collate(patient.ExternalId, PatientConfiguration.CaseCollation).ToLower(), prefix, Escape));
        }

        if (after is not null)
        {
            patients = patients.Where(patient => EF.Functions.GreaterThan(
                ValueTuple.Create(patient.LastName, patient.FirstName, patient.Id),
                ValueTuple.Create(after.LastName, after.FirstName, after.Id)));
        }

        return patients.OrderBy(patient => patient.LastName).ThenBy(patient => patient.FirstName).ThenBy(patient => patient.Id).WithoutDetails();
    }

    private static string Prefix(string search) => search.ToLowerInvariant()
        .Replace(Escape, @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
