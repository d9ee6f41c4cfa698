using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PatientApi.Data;
using PatientApi.Etags;

namespace PatientApi.Patients;

/// <summary>Reads and writes patients. Each call is one unit of work, which can be done again as a whole.</summary>
internal sealed class PatientStore(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<PatientRow?> FindAsync(Guid id, bool includeDetails, CancellationToken cancellationToken) => unitOfWork.ReadAsync(
        (db, token) => db.Patients
            .Where(patient => patient.Id == id)
            .Select(includeDetails ? PatientRow.WithDetails : PatientRow.Summary)
            .SingleOrDefaultAsync(token),
        cancellationToken);

    /// <summary>The patient with details, for those who can do without: under load they are turned away before the others are.</summary>
    public Task<PatientRow?> FindExtraAsync(Guid id, CancellationToken cancellationToken) => unitOfWork.ReadExtraAsync(
        (db, token) => db.Patients.Where(patient => patient.Id == id).Select(PatientRow.WithDetails).SingleOrDefaultAsync(token),
        cancellationToken);

    public async Task<WriteResult> CreateAsync(PatientValues values, CancellationToken cancellationToken)
    {
        try
        {
            return await unitOfWork.WriteAsync(
                async (db, token) =>
                {
                    var patient = NewPatient(values);
                    db.Patients.Add(patient);
                    await db.SaveChangesAsync(token);
                    return WriteResult.Created(PatientRow.Of(patient));
                },
                cancellationToken);
        }
        catch (DbUpdateException exception) when (IsDuplicate(exception))
        {
            return WriteResult.Duplicate;
        }
    }

    public Task<WriteResult> UpsertAsync(PatientValues values, CancellationToken cancellationToken) => unitOfWork.WriteAsync(
        async (db, token) =>
        {
            var proposed = NewPatient(values);
            var written = (await PatientUpsert.ExecuteAsync(db, [proposed], token)).Single();
            var row = PatientRow.Of(proposed) with { Id = written.Id, CreatedAt = written.CreatedAt, Version = (uint)written.Version };
            return written.Id == proposed.Id ? WriteResult.Created(row) : WriteResult.Updated(row);
        },
        cancellationToken);

    public Task<WriteResult> ReplaceAsync(Expression<Func<Patient, bool>> which, PatientValues values, IfMatch condition, CancellationToken cancellationToken) =>
        ChangeAsync(which, condition, (_, patient) => patient.Replace(values, clock.GetStorableNow()), cancellationToken);

    public Task<WriteResult> DeleteAsync(Guid id, IfMatch condition, CancellationToken cancellationToken) =>
        ChangeAsync(patient => patient.Id == id, condition, (db, patient) => db.Patients.Remove(patient), cancellationToken);

    // Another writer may come between reading and saving. Then the condition is asked again, of what is there now: a named
    // version has become stale, "*" goes on. Every further round means that somebody else got through, so nobody starves.
    private async Task<WriteResult> ChangeAsync(
        Expression<Func<Patient, bool>> which, IfMatch condition, Action<PatientDbContext, Patient> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await unitOfWork.WriteAsync((db, token) => ChangeOnceAsync(db, which, condition, change, token), cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                continue;
            }
            catch (DbUpdateException exception) when (IsDuplicate(exception))
            {
                return WriteResult.Duplicate;
            }
        }
    }

    private static async Task<WriteResult> ChangeOnceAsync(
        PatientDbContext db,
        Expression<Func<Patient, bool>> which,
        IfMatch condition,
        Action<PatientDbContext, Patient> change,
        CancellationToken cancellationToken)
    {
        var patient = await db.Patients.AsTracking().SingleOrDefaultAsync(which, cancellationToken);
        if (patient is null || !condition.Allows(patient.Version))
        {
            return patient is null ? WriteResult.NotFound : WriteResult.Stale(PatientRow.Of(patient));
        }

        change(db, patient);
        await db.SaveChangesAsync(cancellationToken);
        return WriteResult.Updated(PatientRow.Of(patient));
    }

    private Patient NewPatient(PatientValues values)
    {
        var now = clock.GetStorableNow();
        return new Patient(Guid.CreateVersion7(now), values, now);
    }

    private static bool IsDuplicate(DbUpdateException exception) =>
        DatabaseFailure.Of(exception) is { SqlState: PostgresErrorCodes.UniqueViolation };
}
