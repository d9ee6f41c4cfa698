using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>Decides what a request counts as.</summary>
internal static class OutcomeRules
{
    private const string True = "true";

    public static ObjectiveOutcome Of(HttpContext context, TimeSpan elapsed, TimeSpan latency)
    {
        if (context.Features.Get<DeclaredOutcome>() is { } declared)
        {
            return declared.Outcome;
        }

        var isLate = elapsed > latency;
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status499ClientClosedRequest
            || (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted))
        {
            return isLate ? ObjectiveOutcome.Bad : ObjectiveOutcome.NotCounted;
        }

        // The caller's own deadline ended it: one caller could otherwise use up the budget of all.
        if (status == StatusCodes.Status504GatewayTimeout && !isLate
            && context.Request.Headers.ContainsKey(DeadlineHeaders.Deadline))
        {
            return ObjectiveOutcome.NotCounted;
        }

        return status switch
        {
            >= StatusCodes.Status500InternalServerError => ObjectiveOutcome.Bad,
            // Thrown by the rate limiter of a pipeline: the service's own limit. Limits of callers throw nothing.
            StatusCodes.Status429TooManyRequests when context.Features.Get<IExceptionHandlerFeature>() is not null =>
                ObjectiveOutcome.Bad,
            >= StatusCodes.Status400BadRequest => ObjectiveOutcome.NotCounted,
            _ => isLate || IsDegraded(context.Response) ? ObjectiveOutcome.Degraded : ObjectiveOutcome.Good,
        };
    }

    private static bool IsDegraded(HttpResponse response) =>
        response.Headers.TryGetValue(RequestOutcomeExtensions.DegradedHeader, out var values)
        && values is [True];
}
