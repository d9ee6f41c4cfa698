using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PatientApi.Contracts;
using ServiceDefaults.Errors;

namespace PatientGateway.Operations;

/// <summary>Problems of pending and undeliverable writes. None repeats the request's content.</summary>
internal static class OperationProblems
{
    /// <summary>
    /// 409: earlier pending writes must be delivered first. Wait for <c>Retry-After</c>, or send <c>Prefer:
    /// respond-async</c>.
    /// </summary>
    public const string WritesAreQueued = "urn:patients:problem:writes-are-queued";

    /// <summary>The write was accepted but could not be delivered. An operator can have it delivered again.</summary>
    public const string NotDeliverable = "urn:patients:problem:undeliverable";

    private const string Behind =
        "Writes of this patient were accepted before and wait for the API; this one must not overtake them. Send it with Prefer: respond-async to queue it behind them, or again after Retry-After.";

    private const string AnyBehind =
        "Writes were accepted before and wait for the API, and nobody can tell yet whether they are of patients in this import, which must not overtake them. Send it again after Retry-After.";

    private const string Between =
        "Writes of this id and of this externalId wait independently of each other, and this one would have to stand in both lines. Send it again after Retry-After.";

    /// <summary>The <c>Retry-After</c> of a pending operation.</summary>
    public static TimeSpan LookAgainAfter { get; } = TimeSpan.FromSeconds(5);

    public static ProblemHttpResult Queued() => Problem(Behind, mayHaveSucceeded: false);

    public static ProblemHttpResult IsOperation(string path)
    {
        var problem = new ProblemDetails
        {
            Type = WritesAreQueued,
            Title = "Accepted before",
            Status = StatusCodes.Status409Conflict,
            Detail = $"This was sent alone under its key before, and accepted for later: what became of it is at {path}.",
        };
        ProblemFields.Write(problem, ClassifiedErrors.Conflict with { MayHaveSucceeded = true });
        return TypedResults.Problem(problem);
    }

    public static ProblemHttpResult AnyQueued() => Problem(AnyBehind, mayHaveSucceeded: false);

    public static ProblemHttpResult QueuedTwice(bool mayHaveSucceeded) => Problem(Between, mayHaveSucceeded);

    public static ProblemHttpResult KeyReused() => TypedResults.Problem(
        "This Idempotency-Key was sent before with another request. Repeat that request exactly to get its answer, or make a new key for this one.",
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "Idempotency-Key reused",
        type: ProblemTypes.KeyReused);

    public static ProblemHttpResult Invalid(string field, string fault) => TypedResults.Problem(
        new HttpValidationProblemDetails([new(field, [fault])]) { Status = StatusCodes.Status400BadRequest });

    public static ProblemHttpResult ConditionRequired() => TypedResults.Problem(
        "Send If-Match with the ETag of the version to replace, or * for whichever there is, or If-None-Match: * to create one under this id.",
        statusCode: StatusCodes.Status428PreconditionRequired);

    public static ProblemHttpResult NotFound() => TypedResults.Problem(
        "There is no such operation of yours. Operations are kept for a day.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotDead() => TypedResults.Problem(
        "Only an operation that could not be delivered can be delivered again.", statusCode: StatusCodes.Status409Conflict, title: "Not a dead letter");

    public static JsonElement Undeliverable(string? reason) => JsonSerializer.SerializeToElement(
        new ProblemDetails
        {
            Type = NotDeliverable,
            Title = "Could not be delivered",
            Detail = $"The write was not carried out, as far as is known: {reason}. It waits for an operator; sent again under its Idempotency-Key it is this operation.",
        },
        JsonSerializerOptions.Web);

    private static ProblemHttpResult Problem(string detail, bool mayHaveSucceeded)
    {
        var problem = new ProblemDetails { Type = WritesAreQueued, Title = "Writes are queued", Status = StatusCodes.Status409Conflict, Detail = detail };
        ProblemFields.Write(problem, ClassifiedErrors.Conflict with { CanRetry = true, RetryAfter = LookAgainAfter, MayHaveSucceeded = mayHaveSucceeded });
        return TypedResults.Problem(problem);
    }
}
