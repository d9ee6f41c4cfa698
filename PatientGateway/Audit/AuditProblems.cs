using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using ServiceDefaults.Errors;

namespace PatientGateway.Audit;

/// <summary>Problems of the audit trail.</summary>
internal static class AuditProblems
{
    public static ProblemHttpResult NoBreakGlass() => TypedResults.Problem(
        $"The header {AuditHeaders.BreakGlass} needs the scope '{PatientScopes.BreakGlass}', which this client does "
        + "not have. Send the request without the header.",
        statusCode: StatusCodes.Status403Forbidden);

    public static ProblemHttpResult Unavailable(bool mayHaveSucceeded)
    {
        var problem = new ProblemDetails
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "Audit unavailable",
            Detail = mayHaveSucceeded
                ? "The write may have been executed, but the audit trail cannot record it now. Send it again with "
                    + "the same Idempotency-Key."
                : "The audit trail cannot record this access now, so it is refused. Send the request again after the "
                    + "time in Retry-After.",
        };
        ProblemFields.Write(
            problem, ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded));
        return TypedResults.Problem(problem);
    }
}
