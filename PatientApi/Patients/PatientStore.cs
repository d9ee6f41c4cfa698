using Microsoft.EntityFrameworkCore;
using PatientApi.Data;

namespace PatientApi.Patients;

/// <summary>Reads patients. Each call is one unit of work.</summary>
internal sealed class PatientStore(UnitOfWork unitOfWork)
{
    public Task<PatientRow?> FindAsync(Guid id, bool includeDetails, CancellationToken cancellationToken) =>
        unitOfWork.ReadAsync(
            (db, token) => db.Patients
                .Where(patient => patient.Id == id)
                .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
                .SingleOrDefaultAsync(token),
            cancellationToken);

    /// <summary>Returns the patient with a normalised external id, or <see langword="null"/>.</summary>
    public Task<PatientRow?> FindByExternalIdAsync(
        string externalId, bool includeDetails, CancellationToken cancellationToken) => unitOfWork.ReadAsync(
        (db, token) => db.Patients
            .Where(patient => patient.ExternalId == externalId)
            .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
            .SingleOrDefaultAsync(token),
        cancellationToken);

    /// <summary>Returns the existing patients among the ids, once each and in no particular order.</summary>
    public Task<List<PatientRow>> FindManyAsync(
        IReadOnlyCollection<Guid> ids,
        bool includeDetails,
        CancellationToken cancellationToken) => unitOfWork.ReadAsync(
        (db, token) => db.Patients
            .Where(patient => ids.Contains(patient.Id))
            .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
            .ToListAsync(token),
        cancellationToken);

    /// <summary>
    /// Returns a patient with details as a low-priority read: under load it is rejected before other reads.
    /// </summary>
    public Task<PatientRow?> FindLowPriorityAsync(Guid id, CancellationToken cancellationToken) =>
        unitOfWork.ReadLowPriorityAsync(
            (db, token) => db.Patients.Where(patient => patient.Id == id)
                .Select(PatientRow.WithDetails).SingleOrDefaultAsync(token),
            cancellationToken);
}
