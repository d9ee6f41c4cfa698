using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PatientApi.Contracts;
using PatientApi.Data;
using PatientApi.Preconditions;

namespace PatientApi.Patients;

/// <summary>Reading one patient.</summary>
internal static class PatientReads
{
    /// <summary>Answers the patient with its entity tag, or 304 when the caller has it already.</summary>
    public static async Task<Results<Ok<PatientResponse>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        Guid id, PatientDbContext database, HttpContext http, bool includeDetails = false)
    {
        var rows = database.Patients.AsNoTracking().Where(patient => patient.Id == id);
        var found = await (includeDetails ? rows : rows.WithoutDetails()).SingleOrDefaultAsync(http.RequestAborted);
        if (found is null)
        {
            return PatientProblems.NotFound();
        }

        var etag = PatientETag.Of(found.Version, includeDetails);
        http.Response.GetTypedHeaders().ETag = etag;
        return PatientETag.IsKnown(http.Request, etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(found.ToResponse(includeDetails));
    }

    /// <summary>The same rows, without the column that is by far the largest.</summary>
    public static IQueryable<Patient> WithoutDetails(this IQueryable<Patient> patients) => patients.Select(patient => new Patient
    {
        Id = patient.Id,
        ExternalId = patient.ExternalId,
        FirstName = patient.FirstName,
        LastName = patient.LastName,
        Email = patient.Email,
        Phone = patient.Phone,
        BirthDate = patient.BirthDate,
        CreatedAt = patient.CreatedAt,
        UpdatedAt = patient.UpdatedAt,
        Version = patient.Version,
    });
}
