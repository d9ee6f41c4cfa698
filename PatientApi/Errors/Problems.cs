using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using ServiceDefaults.Errors;

namespace PatientApi.Errors;

/// <summary>
/// All problem responses of this service: each says what to do next, and none repeats a value of the request.
/// </summary>
internal static class Problems
{
    public static ProblemHttpResult Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.Problem(new HttpValidationProblemDetails(errors) { Status = StatusCodes.Status400BadRequest });

    public static ProblemHttpResult Invalid(string field, string error) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });

    public static ProblemHttpResult Unreadable(int statusCode, string detail) => TypedResults.Problem(
        detail, statusCode: statusCode);

    public static ProblemHttpResult NotFound() =>
        TypedResults.Problem(
        "No patient with this id or external id exists. Check it, or create the patient.",
        statusCode: StatusCodes.Status404NotFound,
        title: "Not Found",
        type: ProblemTypes.PatientNotFound);

    public static ProblemHttpResult DuplicateExternalId() => TypedResults.Problem(
        "Another patient has this externalId. Use a different one, or replace that patient with PUT "
        + "/patients/by-external-id/{externalId}.",
        statusCode: StatusCodes.Status409Conflict,
        title: "Duplicate externalId");

    public static ProblemHttpResult Stale() => TypedResults.Problem(
        "If-Match or If-None-Match does not match the current version. Read the patient again, apply your change to "
        + "it, and send its ETag.",
        statusCode: StatusCodes.Status412PreconditionFailed);

    public static ProblemHttpResult Exists() => TypedResults.Problem(
        "A patient with this id exists, and If-None-Match: * requires that none does. To replace it, send If-Match "
        + "with its ETag.",
        statusCode: StatusCodes.Status412PreconditionFailed);

    public static ProblemHttpResult KeyInFlight(TimeSpan retryAfter)
    {
        var problem = new ProblemDetails
        {
            Type = ProblemTypes.KeyInFlight,
            Title = "Request in progress",
            Status = StatusCodes.Status409Conflict,
            Detail = "The first request with this Idempotency-Key is still in progress. Send the same request again "
                + "after Retry-After to get its response.",
        };
        ProblemFields.Write(
            problem,
            ClassifiedErrors.Conflict with { CanRetry = true, RetryAfter = retryAfter, MayHaveSucceeded = true });
        return TypedResults.Problem(problem);
    }

    public static ProblemHttpResult KeyReused() => TypedResults.Problem(
        "This Idempotency-Key was used with a different request. Repeat that request unchanged to get its response, or "
        + "use a new key.",
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "Idempotency-Key reused",
        type: ProblemTypes.KeyReused);

    public static ProblemHttpResult IfMatchRequired() => TypedResults.Problem(
        "Send If-Match with the ETag of the version you read, or * to replace any version.",
        statusCode: StatusCodes.Status428PreconditionRequired);

    public static ProblemHttpResult IdNotOrdered() => Invalid(
        "id", "Must be a UUID of version 7, because ids are ordered by time.");

    public static IResult ReadOnly(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        // Without a body, as the router itself would reject it: the response to OPTIONS is built from that.
        return HttpMethods.IsOptions(context.Request.Method)
            ? TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed)
            : TypedResults.Problem(
                "This instance is read-only. Send writes to the patient API.",
                statusCode: StatusCodes.Status405MethodNotAllowed);
    }

    public static ProblemHttpResult UnsupportedMediaType(string expected) =>
        TypedResults.Problem(
            $"Send the body as {expected}, in UTF-8.", statusCode: StatusCodes.Status415UnsupportedMediaType);
}
