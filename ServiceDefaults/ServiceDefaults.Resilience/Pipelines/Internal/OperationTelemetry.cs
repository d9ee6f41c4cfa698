using Polly;
using Polly.CircuitBreaker;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Records the duration and outcome of each operation of one dependency, reports operations rejected at the deadline,
/// and sets the dependency's name on exceptions.
/// </summary>
internal sealed class OperationTelemetry(
    string service, ResilienceInstruments instruments, ResilienceEventHub hub, IErrorClassifier classifier)
{
    private const string Success = "success";
    private const string Cancelled = "cancelled";
    private const string CircuitOpen = "circuit_breaker_open";

    public void Record<TResult>(in Outcome<TResult> outcome, ResilienceContext context, ExecutionScope scope)
    {
        outcome.Exception?.SetDependency(service);
        if (instruments.MeasuresDuration)
        {
            instruments.RecordOperation(
                service, context.OperationKey ?? string.Empty, Describe(outcome, scope), scope.Elapsed);
        }
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
            // Only this pipeline's own circuit: an open circuit further downstream is a failure of the dependency.
            if (exception is BrokenCircuitException
                && string.Equals(exception.GetDependency(), service, StringComparison.Ordinal))
            {
                return CircuitOpen;
            }

            var caller = scope.CallerHasLeft ? scope.Caller : CancellationToken.None;
            return classifier.Classify(exception, new(IsSafe: true, caller))?.Category.ToName() ?? Cancelled;
        }

        return outcome.Result is HttpResponseMessage
        {
            StatusCode: >= System.Net.HttpStatusCode.BadRequest
            and var status
        }
            ? HttpStatusErrors.FromStatus((int)status).Category.ToName()
            : Success;
    }
}
