using PatientApi.Contracts;
using PatientApi.Errors;
using PatientApi.Etags;
using ServiceDefaults.Requests;

namespace PatientApi.Patients;

/// <summary>
/// Converts the result of a write to a response: the patient as a read without details returns it, with the matching
/// ETag, so that the caller can cache it.
/// </summary>
internal static class WriteResponse
{
    public static IResult Of(WriteResult result) => result.Status switch
    {
        WriteStatus.Created => Tag(
            TypedResults.Created($"{PatientRoutes.Collection}/{result.Patient!.Id}", result.Patient.ToResponse()),
            result),
        WriteStatus.Updated => Tag(TypedResults.Ok(result.Patient!.ToResponse()), result),
        WriteStatus.Deleted => TypedResults.NoContent(),
        WriteStatus.Duplicate => Problems.DuplicateExternalId(),
        WriteStatus.Stale => Tag(Problems.Stale(), result),
        _ => Problems.NotFound(),
    };

    /// <summary>
    /// Converts the result of a creation with <c>If-None-Match: *</c>, where an existing patient violates the
    /// precondition.
    /// </summary>
    public static IResult OfCreation(WriteResult result) =>
        result.Status == WriteStatus.Stale ? Tag(Problems.Exists(), result) : Of(result);

    /// <summary>
    /// Converts the result of a replacement. If the request also has <c>If-None-Match: *</c>, a missing patient is 412,
    /// because no If-Match holds for a missing one.
    /// </summary>
    public static IResult OfReplacement(WriteResult result, Preconditions preconditions) =>
        preconditions.AsksForAbsence ? OfUpsert(result) : Of(result);

    /// <summary>
    /// Converts the result of an upsert, which never returns 404: no If-Match holds for a missing patient (RFC 9110,
    /// 13.1.1), so that is 412.
    /// </summary>
    public static IResult OfUpsert(WriteResult result) => Of(
        result.Status == WriteStatus.NotFound ? result with { Status = WriteStatus.Stale } : result);

    private static IResult Tag(IResult response, WriteResult result) =>
        result.Patient is { } patient ? new ETagResult(response, patient.Version) : response;
}
