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
                ? "The write may have been executed, but it could not be recorded in the audit trail."
                : "Access cannot be recorded in the audit trail at the moment, and is refused without.",
        };
        ProblemFields.Write(
            problem, ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Database, mayHaveSucceeded));
        return TypedResults.Problem(problem);
    }
}
