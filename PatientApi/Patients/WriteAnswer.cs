using PatientApi.Contracts;
using PatientApi.Etags;
using ServiceDefaults.Requests;

namespace PatientApi.Patients;

/// <summary>What a caller is told of a write. It shows what a read without details would, with the ETag of that, so that the caller can keep it.</summary>
internal static class WriteAnswer
{
    public static IResult Of(WriteResult result) => result.Status switch
    {
        WriteStatus.Created => Tag(TypedResults.Created($"{PatientRoutes.Collection}/{result.Patient!.Id}", result.Patient.ToResponse()), result),
        WriteStatus.Updated => Tag(TypedResults.Ok(result.Patient!.ToResponse()), result),
        WriteStatus.Deleted => TypedResults.NoContent(),
        WriteStatus.Duplicate => Problems.DuplicateExternalId(),
        WriteStatus.Stale => Tag(Problems.Stale(), result),
        _ => Problems.NotFound(),
    };

    /// <summary>The same, where the condition was that nothing is there.</summary>
    public static IResult OfCreation(WriteResult result) => result.Status == WriteStatus.Stale ? Tag(Problems.Exists(), result) : Of(result);

    /// <summary>The same, where both preconditions were sent and a creation was asked for: no If-Match holds of what is not there.</summary>
    public static IResult OfReplacement(WriteResult result, Preconditions preconditions) => preconditions.AsksForAbsence ? OfUpsert(result) : Of(result);

    /// <summary>The same, where nothing can be missing: no If-Match holds of what is not there (RFC 9110, 13.1.1).</summary>
    public static IResult OfUpsert(WriteResult result) => Of(result.Status == WriteStatus.NotFound ? result with { Status = WriteStatus.Stale } : result);

    private static IResult Tag(IResult answer, WriteResult result) => result.Patient is { } patient ? new Tagged(answer, patient.Version) : answer;
}
