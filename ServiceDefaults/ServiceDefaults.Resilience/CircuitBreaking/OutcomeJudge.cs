using System.Net;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// What counts as a failure of a dependency, by one rule in every environment: connections that fail, time that runs out, and 5xx
/// answers other than 500 and 501. A refusal (4xx) proves that the dependency is there. A 500 says that one request met a defect, and nothing
/// of the next: one bad record is no outage. A caller that left, a rejection by our own limiters and circuits, a conflict, a defect of ours say nothing.
/// </summary>
/// <param name="classifier">Knows exceptions. To have one of your own ignored, register a provider that calls it a business error.</param>
public sealed class OutcomeJudge(IErrorClassifier classifier)
{
    /// <summary>Judges an outcome.</summary>
    /// <typeparam name="TResult">The result's type; only HTTP responses are looked into.</typeparam>
    /// <param name="outcome">The outcome.</param>
    /// <param name="context">The execution it ends.</param>
    /// <returns>What it says about the dependency.</returns>
    public CircuitResult Judge<TResult>(in Outcome<TResult> outcome, ResilienceContext context) => outcome.Exception is { } exception
        ? Judge(exception, context)
        : outcome.Result is HttpResponseMessage response ? Judge(response.StatusCode) : CircuitResult.Success;

    /// <summary>Judges the status of an answer.</summary>
    /// <param name="status">The status.</param>
    /// <returns>Failure for 408 and 5xx other than 500 and 501; nothing for 429 and 500; otherwise success.</returns>
    public static CircuitResult Judge(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotImplemented => CircuitResult.Success,
        HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests => CircuitResult.Ignored,
        >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => CircuitResult.Failure,
        _ => CircuitResult.Success,
    };

    private CircuitResult Judge(Exception exception, ResilienceContext context) => exception switch
    {
        ExecutionRejectedException and not TimeoutRejectedException => CircuitResult.Ignored,
        HttpRequestException { StatusCode: { } status } => Judge(status),
        _ => classifier.Classify(exception, new(IsSafe: true, CallerOf(context)))?.Category
            is ErrorCategory.ServiceUnavailable or ErrorCategory.Timeout ? CircuitResult.Failure : CircuitResult.Ignored,
    };

    // A token that our own total timeout has cancelled looks like a caller's. Where nobody can tell, it is taken for the caller's.
    private static CancellationToken CallerOf(ResilienceContext context) => ExecutionScope.Of(context) is not { } scope
        ? context.CancellationToken
        : scope.CallerHasLeft ? scope.Caller : CancellationToken.None;
}
