using System.Net;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Bulkheads.Internal;

/// <summary>
/// Measures operations inside the bulkhead: the wait for a permit must not count as latency of the dependency, because
/// fewer permits would then make it seem slower still.
/// </summary>
internal sealed class AdaptiveConcurrencyStrategy(IErrorClassifier classifier, TimeProvider time) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        => BulkheadLease.Of(context)?.Bulkhead is { IsAdaptive: true } bulkhead
            ? MeasureAsync(bulkhead, callback, context, state)
            : callback(context, state);

    private async ValueTask<Outcome<TResult>> MeasureAsync<TResult, TState>(
        Bulkhead bulkhead, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context, TState state)
    {
        var startedAt = time.GetTimestamp();
        Outcome<TResult> outcome;
        try
        {
            outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception exception)
        {
            outcome = Outcome.FromException<TResult>(exception);
        }

        if (IsOverloaded(outcome, context) is { } isOverloaded)
        {
            bulkhead.Record(new(startedAt, time.GetTimestamp(), isOverloaded), time);
        }

        return outcome;
    }

    // Null if the outcome says nothing about the capacity: the dependency was not reached, or failed for another
    // reason. Fewer permits do not help a dependency that is down; its circuit breaker does.
    private bool? IsOverloaded<TResult>(in Outcome<TResult> outcome, ResilienceContext context)
    {
        if (outcome.Exception is { } exception)
        {
            return exception is ExecutionRejectedException and not TimeoutRejectedException
                ? null
                : Classify(exception, context) switch
                {
                    { Category: ErrorCategory.Timeout or ErrorCategory.SystemBusy or ErrorCategory.RateLimit } => true,
                    { Origin: FailureOrigin.Request } => false,
                    _ => null,
                };
        }

        return outcome.Result is not HttpResponseMessage response ? false
            : response.IsShed() ? null
            : OfStatus(response.StatusCode);
    }

    private ClassifiedError? Classify(Exception exception, ResilienceContext context)
    {
        var caller = ExecutionScope.Of(context) is not { } scope ? context.CancellationToken
            : scope.CallerHasLeft ? scope.Caller
            : CancellationToken.None;
        return classifier.Classify(exception, new(IsSafe: true, caller));
    }

    private static bool? OfStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
        >= HttpStatusCode.InternalServerError => null,
        _ => false,
    };
}
