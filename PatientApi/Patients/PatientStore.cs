using Microsoft.EntityFrameworkCore;
using PatientApi.Data;

namespace PatientApi.Patients;

/// <summary>Reads patients. Each call is one unit of work.</summary>
internal sealed class PatientStore(UnitOfWork unitOfWork)
{
    public Task<PatientRow?> FindAsync(Guid id, bool includeDetails, CancellationToken cancellationToken) => unitOfWork.ReadAsync(
        (db, token) => db.Patients
            .Where(patient => patient.Id == id)
            .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
            .SingleOrDefaultAsync(token),
        cancellationToken);

    /// <summary>The patient of an external id in the form that is compared, or null.</summary>
    public Task<PatientRow?> FindByExternalIdAsync(string externalId, bool includeDetails, CancellationToken cancellationToken) => unitOfWork.ReadAsync(
        (db, token) => db.Patients
            .Where(patient => patient.ExternalId == externalId)
            .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
            .SingleOrDefaultAsync(token),
        cancellationToken);

    /// <summary>Those of the ids that are there, once each and in no order.</summary>
    public Task<List<PatientRow>> FindManyAsync(IReadOnlyCollection<Guid> ids, bool includeDetails, CancellationToken cancellationToken) => unitOfWork.ReadAsync(
        (db, token) => db.Patients
            .Where(patient => ids.Contains(patient.Id))
            .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
            .ToListAsync(token),
        cancellationToken);

    /// <summary>The patient with details, for those who can do without: under load they are turned away before the others are.</summary>
    public Task<PatientRow?> FindExtraAsync(Guid id, CancellationToken cancellationToken) => unitOfWork.ReadExtraAsync(
        (db, token) => db.Patients.Where(patient => patient.Id == id).Select(PatientRow.WithDetails).SingleOrDefaultAsync(token),
        cancellationToken);
}
