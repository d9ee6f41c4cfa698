using Microsoft.AspNetCore.Http.HttpResults;

namespace PatientGateway.Batch;

/// <summary>Problems of a batch as a whole. A fault of one item is reported in the result of that item.</summary>
internal static class BatchProblems
{
    public static ProblemHttpResult Invalid(string field, string error) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails([new(field, [error])]) { Status = StatusCodes.Status400BadRequest });

    public static ProblemHttpResult UnsupportedMediaType() =>
        TypedResults.Problem(
            "Send the body as application/json, in UTF-8.", statusCode: StatusCodes.Status415UnsupportedMediaType);

    /// <summary>
    /// Returns the problem of a list that is empty, missing or too long; otherwise <see langword="null"/>.
    /// </summary>
    public static ProblemHttpResult? OfCount<T>(string field, IReadOnlyList<T>? list, int max) =>
        list is { Count: > 0 } && list.Count <= max ? null : Invalid(field, $"Must be a list of 1 to {max}.");
}
