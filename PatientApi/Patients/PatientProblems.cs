using Microsoft.AspNetCore.Http.HttpResults;

namespace PatientApi.Patients;

/// <summary>The ways a request about a patient is refused, each with what to do.</summary>
internal static class PatientProblems
{
    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "There is no such patient.", "It was deleted, or never existed.");

    public static ProblemHttpResult ExternalIdTaken() => Of(StatusCodes.Status409Conflict, "Another patient has this external id.", "Change the external id, or replace that patient with PUT /patients/by-external-id/{externalId}.");

    public static ProblemHttpResult Changed() => Of(StatusCodes.Status412PreconditionFailed, "The patient has changed since it was read.", "Read it again, and send the new ETag as If-Match.");

    public static ProblemHttpResult VersionMissing() => Of(StatusCodes.Status428PreconditionRequired, "If-Match is missing.", "Send the ETag of the version you replace as If-Match, or * to replace whatever is there.");

    public static ProblemHttpResult VersionMalformed() => Of(StatusCodes.Status400BadRequest, "If-Match is malformed.", "Send an ETag in quotes, a list of them, or *.");

    private static ProblemHttpResult Of(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);
}
