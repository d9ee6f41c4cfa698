using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using PatientApi.Data;
using PatientApi.Etags;
using PatientApi.Model;
using ServiceDefaults.Requests;

namespace PatientApi.Patients;

/// <summary>
/// Changes patients inside a transaction that the caller has begun. After a rejection the transaction stays usable;
/// after an exception the whole transaction has to be repeated or abandoned.
/// </summary>
internal sealed class PatientWriter(TimeProvider clock)
{
    /// <summary>Creates a patient under the id given by the caller, or under a new one.</summary>
    public async Task<WriteResult> CreateAsync(
        PatientDbContext db, PatientValues values, Guid? id, CancellationToken cancellationToken)
    {
        var proposed = NewPatient(db, values, id);
        if ((await PatientInsert.InsertAsync(db, proposed, cancellationToken)).SingleOrDefault() is { } inserted)
        {
            return WriteResult.Created(PatientRow.Of(proposed) with { Version = inserted.Version });
        }

        return id is not null && await db.Patients.Where(patient =>
            patient.Id == id).Select(PatientRow.Summary).SingleOrDefaultAsync(cancellationToken) is { } current
            ? WriteResult.Stale(current)
            : WriteResult.Duplicate;
    }

    /// <summary>Creates a patient, or replaces the one with the same external id.</summary>
    public async Task<WriteResult> UpsertAsync(
        PatientDbContext db, PatientValues values, CancellationToken cancellationToken)
    {
        var proposed = NewPatient(db, values);
        var written = (await PatientInsert.UpsertAsync(db, [proposed], cancellationToken)).Single();
        var row =
            PatientRow.Of(proposed) with { Id = written.Id, CreatedAt = written.CreatedAt, Version = written.Version };
        return written.Id == proposed.Id ? WriteResult.Created(row) : WriteResult.Updated(row);
    }

    /// <summary>Creates a patient, or replaces the one with the same external id, if the preconditions hold.</summary>
    /// <exception cref="DbUpdateException">Another writer was faster. Repeat the transaction.</exception>
    public async Task<WriteResult> UpsertAsync(
        PatientDbContext db, PatientValues values, Preconditions preconditions, CancellationToken cancellationToken)
    {
        var (patient, refusal) = await FindAsync(
            db, patient => patient.ExternalId == values.ExternalId, preconditions, cancellationToken);
        if (patient is not null)
        {
            return await ReplaceAsync(db, patient, values, cancellationToken);
        }

        if (refusal!.Status != WriteStatus.NotFound || !preconditions.HoldForAbsent)
        {
            return refusal;
        }

        var created = await CreateAsync(db, values, id: null, cancellationToken);
        return created.Status == WriteStatus.Created ? created : throw new DbUpdateConcurrencyException(
            "Another writer created the patient between the read and the insert.");
    }

    /// <summary>Replaces a patient if the preconditions hold.</summary>
    /// <exception cref="DbUpdateException">Another writer was faster. Repeat the transaction.</exception>
    public async Task<WriteResult> ReplaceAsync(
        PatientDbContext db,
        Guid id,
        PatientValues values,
        Preconditions preconditions,
        CancellationToken cancellationToken)
    {
        var (patient, refusal) = await FindAsync(db, patient => patient.Id == id, preconditions, cancellationToken);
        return patient is null ? refusal! : await ReplaceAsync(db, patient, values, cancellationToken);
    }

    /// <summary>Deletes a patient if the preconditions hold.</summary>
    /// <exception cref="DbUpdateException">Another writer was faster. Repeat the transaction.</exception>
    public static async Task<WriteResult> DeleteAsync(
        PatientDbContext db, Guid id, Preconditions preconditions, CancellationToken cancellationToken)
    {
        var (patient, refusal) = await FindAsync(db, patient => patient.Id == id, preconditions, cancellationToken);
        if (patient is null)
        {
            return refusal!;
        }

        db.Patients.Remove(patient);
        await db.SaveChangesAsync(cancellationToken);
        return WriteResult.Deleted;
    }

    private async Task<WriteResult> ReplaceAsync(
        PatientDbContext db, Patient patient, PatientValues values, CancellationToken cancellationToken)
    {
        if (patient.ExternalId != values.ExternalId
            && await db.Patients.AnyAsync(other => other.ExternalId == values.ExternalId, cancellationToken))
        {
            return WriteResult.Duplicate;
        }

        patient.Replace(values, clock.GetPostgresNow());
        await db.SaveChangesAsync(cancellationToken);
        return WriteResult.Updated(PatientRow.Of(patient));
    }

    private static async Task<(Patient? Patient, WriteResult? Refusal)> FindAsync(
        PatientDbContext db,
        Expression<Func<Patient, bool>> which,
        Preconditions preconditions,
        CancellationToken cancellationToken)
    {
        var patient = await db.Patients.AsTracking().SingleOrDefaultAsync(which, cancellationToken);
        return patient is null ? (null, WriteResult.NotFound)
            : preconditions.HoldFor(tag => PatientETag.Names(tag, patient.Version)) ? (patient, null)
            : (null, WriteResult.Stale(PatientRow.Of(patient)));
    }

    private Patient NewPatient(PatientDbContext db, PatientValues values, Guid? id = null)
    {
        var now = clock.GetPostgresNow();
        return new Patient(db.Tenant!, id ?? Guid.CreateVersion7(now), values, now);
    }
}
