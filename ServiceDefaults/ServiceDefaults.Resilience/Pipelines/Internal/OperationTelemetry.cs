using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Records the duration and outcome of each operation of one dependency, reports operations rejected at the deadline,
/// and sets the dependency's name on exceptions.
/// </summary>
internal sealed class OperationTelemetry(string service, ResilienceEventHub hub, IErrorClassifier classifier)
{
    public void Record<TResult>(
        in Outcome<TResult> outcome, ResilienceContext context, ExecutionScope scope, long completedAt)
    {
        outcome.Exception?.SetDependency(service);
        hub.Publish(
            new OperationCompleted(
                service,
                context.OperationKey ?? string.Empty,
                Describe(outcome, scope),
                scope.ElapsedAt(completedAt),
                IsRejection(outcome.Exception))
            {
                CompletedAt = completedAt
            },
            static (listener, operation) => listener.OnOperationCompleted(operation));
    }

    public void ReportRejection(ResilienceContext context, Exception exception)
    {
        exception.SetDependency(service);
        hub.Publish(
            new CallRejected(service, context.OperationKey ?? string.Empty, StrategyNames.Scope),
            static (listener, rejection) => listener.OnRejected(rejection));
    }

    private string Describe<TResult>(in Outcome<TResult> outcome, ExecutionScope scope)
    {
        if (outcome.Exception is { } exception)
        {
            if (exception is BrokenCircuitException && IsOwn(exception))
            {
                return OperationCompleted.CircuitOpen;
            }

            var caller = scope.CallerHasLeft ? scope.Caller : CancellationToken.None;
            return classifier.Classify(exception, new(IsSafe: true, caller))?.Category.ToName()
                ?? OperationCompleted.Cancelled;
        }

        return outcome.Result is HttpResponseMessage
        {
            StatusCode: >= System.Net.HttpStatusCode.BadRequest
            and var status
        }
            ? HttpStatusErrors.FromStatus((int)status).Category.ToName()
            : OperationCompleted.Success;
    }

    private bool IsRejection(Exception? exception) =>
        exception is BrokenCircuitException or RateLimiterRejectedException && IsOwn(exception);

    // Only of this pipeline: an open circuit further downstream is a failure of the dependency.
    private bool IsOwn(Exception exception) =>
        string.Equals(exception.GetDependency(), service, StringComparison.Ordinal);
}
