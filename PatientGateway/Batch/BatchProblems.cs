using Microsoft.AspNetCore.Http.HttpResults;

namespace PatientGateway.Batch;

/// <summary>Why a batch as a whole is refused. What is wrong with one item is told of that item alone.</summary>
internal static class BatchProblems
{
    public static ProblemHttpResult Invalid(string field, string error) =>
        TypedResults.Problem(new HttpValidationProblemDetails([new(field, [error])]) { Status = StatusCodes.Status400BadRequest });

    public static ProblemHttpResult UnsupportedMediaType() =>
        TypedResults.Problem("Send the body as application/json, in UTF-8.", statusCode: StatusCodes.Status415UnsupportedMediaType);

    /// <summary>The problem of a list that is empty, missing or too long; null when it is neither.</summary>
    public static ProblemHttpResult? OfCount<T>(string field, IReadOnlyList<T>? list, int max) =>
        list is { Count: > 0 } && list.Count <= max ? null : Invalid(field, $"Must be a list of 1 to {max}.");
}
