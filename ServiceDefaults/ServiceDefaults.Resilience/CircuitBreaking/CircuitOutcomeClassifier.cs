using System.Net;
using Polly;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// Classifies outcomes by <see cref="ClassifiedError.Origin"/>, identically in every environment. A response that
/// refuses the request is a success: the dependency works. A 500 is ignored: one request met a defect, which says
/// nothing about the next. Caller cancellations, limits, requests that the dependency shed by their criticality, and
/// this service's own defects are ignored too.
/// </summary>
/// <param name="classifier">
/// Classifies exceptions. To count an exception type of your own differently, register a provider that gives it another
/// origin.
/// </param>
public sealed class CircuitOutcomeClassifier(IErrorClassifier classifier)
{
    /// <summary>Classifies an outcome.</summary>
    /// <typeparam name="TResult">The result's type; only HTTP responses are inspected.</typeparam>
    /// <param name="outcome">The outcome.</param>
    /// <param name="context">The context of the execution that ended.</param>
    /// <returns>What the outcome says about the dependency.</returns>
    public CircuitResult Classify<TResult>(in Outcome<TResult> outcome, ResilienceContext context) =>
        outcome.Exception is { } exception ? Classify(exception, context)
        : outcome.Result is not HttpResponseMessage response ? CircuitResult.Success
        : response.IsShed() ? CircuitResult.Ignored
        : Classify(response.StatusCode);

    private static CircuitResult Classify(HttpStatusCode status) => status < HttpStatusCode.BadRequest
        ? CircuitResult.Success
        : HttpStatusErrors.FromStatus((int)status).Origin switch
        {
            FailureOrigin.Dependency => CircuitResult.Failure,
            FailureOrigin.Request => CircuitResult.Success,
            _ => CircuitResult.Ignored,
        };

    // A refusal that is thrown without a status may be this service's own validation, so it is no evidence that the
    // dependency works.
    private CircuitResult Classify(Exception exception, ResilienceContext context) =>
        exception is HttpRequestException { StatusCode: { } status } ? Classify(status)
        : classifier.Classify(exception, new(IsSafe: true, CallerOf(context))) is { Origin: FailureOrigin.Dependency }
            ? CircuitResult.Failure
        : CircuitResult.Ignored;

    // Polly's cancellation token is also cancelled by our total timeout. Without a scope the two causes cannot be
    // distinguished, and the cancellation counts as the caller's.
    private static CancellationToken CallerOf(ResilienceContext context) => ExecutionScope.Of(context) is not { } scope
        ? context.CancellationToken
        : scope.CallerHasLeft ? scope.Caller : CancellationToken.None;
}
