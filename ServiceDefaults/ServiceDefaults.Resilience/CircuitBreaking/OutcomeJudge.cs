using System.Net;
using Polly;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// What an outcome says of a dependency, by <see cref="ClassifiedError.Origin"/>, in every environment the same. An answer that refuses proves that the dependency works. A 500 says
/// that one request met a defect, and nothing of the next: one bad record is no outage. A caller that left, a limit, and a defect of ours say nothing.
/// </summary>
/// <param name="classifier">Knows exceptions. To have one of your own counted otherwise, register a provider that gives it another origin.</param>
public sealed class OutcomeJudge(IErrorClassifier classifier)
{
    /// <summary>Judges an outcome.</summary>
    /// <typeparam name="TResult">The result's type; only HTTP responses are looked into.</typeparam>
    /// <param name="outcome">The outcome.</param>
    /// <param name="context">The execution it ends.</param>
    /// <returns>What it says about the dependency.</returns>
    public CircuitResult Judge<TResult>(in Outcome<TResult> outcome, ResilienceContext context) =>
        StatusOf(outcome) is { } status ? Judge(status)
        : outcome.Exception is { } exception ? Judge(exception, context)
        : CircuitResult.Success;

    private static HttpStatusCode? StatusOf<TResult>(in Outcome<TResult> outcome) => outcome switch
    {
        { Exception: HttpRequestException { StatusCode: { } status } } => status,
        { Result: HttpResponseMessage response } => response.StatusCode,
        _ => null,
    };

    private static CircuitResult Judge(HttpStatusCode status) => status < HttpStatusCode.BadRequest ? CircuitResult.Success : HttpStatusErrors.FromStatus((int)status).Origin switch
    {
        FailureOrigin.Dependency => CircuitResult.Failure,
        FailureOrigin.Request => CircuitResult.Success,
        _ => CircuitResult.Ignored,
    };

    // A refusal that is thrown may be this service's own validation, and proves nothing.
    private CircuitResult Judge(Exception exception, ResilienceContext context) =>
        classifier.Classify(exception, new(IsSafe: true, CallerOf(context))) is { Origin: FailureOrigin.Dependency } ? CircuitResult.Failure : CircuitResult.Ignored;

    // A token that our own total timeout has cancelled looks like a caller's. Without a scope the two cannot be told apart, and it counts as the caller's.
    private static CancellationToken CallerOf(ResilienceContext context) => ExecutionScope.Of(context) is not { } scope
        ? context.CancellationToken
        : scope.CallerHasLeft ? scope.Caller : CancellationToken.None;
}
