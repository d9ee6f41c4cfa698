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
        "Earlier writes of this patient are queued for the API, and this write must not overtake them. Send it with "
        + "Prefer: respond-async to queue it behind them, or send it again after the time in Retry-After.";

    private const string AnyBehind =
        "Earlier writes are queued for the API. An import could overtake them, so it is refused. Send it again after "
        + "the time in Retry-After.";

    private const string Between =
        "One queued write has this id, and another one has this externalId. Send this write again after the time in "
        + "Retry-After, when both are delivered.";

    /// <summary>The <c>Retry-After</c> of a pending operation.</summary>
    public static TimeSpan LookAgainAfter { get; } = TimeSpan.FromSeconds(5);

    public static ProblemHttpResult Queued() => Problem(Behind, mayHaveSucceeded: false);

    public static ProblemHttpResult IsOperation(string path)
    {
        var problem = new ProblemDetails
        {
            Type = WritesAreQueued,
            Title = "Write already accepted",
            Status = StatusCodes.Status409Conflict,
            Detail = $"This write was already accepted for later delivery with this key. Its status is at {path}.",
        };
        ProblemFields.Write(problem, ClassifiedErrors.Conflict with { MayHaveSucceeded = true });
        return TypedResults.Problem(problem);
    }

    public static ProblemHttpResult AnyQueued() => Problem(AnyBehind, mayHaveSucceeded: false);

    public static ProblemHttpResult QueuedTwice(bool mayHaveSucceeded) => Problem(Between, mayHaveSucceeded);

    public static ProblemHttpResult KeyReused() => TypedResults.Problem(
        "This Idempotency-Key was used with a different request. Repeat that request unchanged to get its response, or "
        + "use a new key.",
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "Idempotency-Key reused",
        type: ProblemTypes.KeyReused);

    public static ProblemHttpResult Invalid(string field, string fault) => TypedResults.Problem(
        new HttpValidationProblemDetails([new(field, [fault])]) { Status = StatusCodes.Status400BadRequest });

    public static ProblemHttpResult ConditionRequired() => TypedResults.Problem(
        "Send If-Match with the ETag of the version to replace, or * for any version, or If-None-Match: * to create a "
        + "patient with this id.",
        statusCode: StatusCodes.Status428PreconditionRequired);

    public static ProblemHttpResult NotFound() => TypedResults.Problem(
        "No operation with this id exists for this client. Operations are kept for 24 hours.",
        statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotDead() => TypedResults.Problem(
        "This operation is pending or done. Only one that is a dead letter can be delivered again: its delivery has "
        + "ended without success. Read its status.",
        statusCode: StatusCodes.Status409Conflict,
        title: "Operation is not a dead letter");

    public static JsonElement Undeliverable(string? reason) => JsonSerializer.SerializeToElement(
        new ProblemDetails
        {
            Type = NotDeliverable,
            Title = "Write not delivered",
            Detail = $"The write could not be delivered (reason: {reason}). An operator can have it delivered again "
                + "until 24 hours after it was accepted; then it is removed. Sending it again with the same "
                + "Idempotency-Key returns this operation.",
        },
        JsonSerializerOptions.Web);

    private static ProblemHttpResult Problem(string detail, bool mayHaveSucceeded)
    {
        var problem = new ProblemDetails
        {
            Type = WritesAreQueued,
            Title = "Earlier writes still queued",
            Status = StatusCodes.Status409Conflict,
            Detail = detail
        };
        ProblemFields.Write(problem, ClassifiedErrors.Conflict with
        {
            CanRetry = true,
            RetryAfter = LookAgainAfter,
            MayHaveSucceeded = mayHaveSucceeded
        });
        return TypedResults.Problem(problem);
    }
}
