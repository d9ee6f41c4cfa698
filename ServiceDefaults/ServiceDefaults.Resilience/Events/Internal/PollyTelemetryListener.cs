using Polly;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Events.Internal;

/// <summary>
/// Translates Polly's telemetry, which includes this library's events, into events of
/// <see cref="IResilienceListener"/>.
/// </summary>
internal sealed class PollyTelemetryListener(ResilienceEventHub hub) : TelemetryListener
{
    private const string Retry = "OnRetry";
    private const string Timeout = "OnTimeout";
    private const string LimiterRejected = "OnRateLimiterRejected";

    public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args)
    {
        // Skips executions and attempts, which Polly reports below warning level; a stopped retry is kept at any level.
        if (args.Event.Severity < ResilienceEventSeverity.Warning && args.Arguments is not RetryStoppedArguments)
        {
            return;
        }

        var service = args.Source.PipelineName ?? string.Empty;
        var operation = args.Context.OperationKey ?? string.Empty;
        switch (args.Event.EventName)
        {
            case Retry when args.Arguments is OnRetryArguments<TResult> retry:
                hub.Publish(new RetryScheduled(
                    service,
                    operation,
                    retry.AttemptNumber + 1,
                    retry.RetryDelay,
                    CauseOf(retry.Outcome)), static (listener, scheduled) => listener.OnRetryScheduled(scheduled));
                break;
            case Timeout when args.Arguments is OnTimeoutArguments timeout:
                hub.Publish(
                    new TimedOut(service, operation, args.Source.StrategyName ?? string.Empty, timeout.Timeout),
                    static (listener, timedOut) => listener.OnTimeout(timedOut));
                break;
            case LimiterRejected:
                Reject(new(service, operation, args.Source.StrategyName ?? string.Empty));
                break;
            case CircuitEvents.Rejected:
                Reject(new(service, operation, StrategyNames.CircuitBreaker));
                break;
            default:
                if (args.Arguments is RetryStoppedArguments stopped)
                {
                    hub.Publish(new RetryStopped(
                        service,
                        operation,
                        stopped.Reason,
                        stopped.Attempts,
                        args.Outcome is { } last ? CauseOf(last) : string.Empty), static (listener, retryStopped) =>
                            listener.OnRetryStopped(retryStopped));
                }

                break;
        }
    }

    // A result that is not an HTTP response may contain personal data, so it is not described.
    private static string CauseOf<TResult>(Outcome<TResult> outcome) => outcome switch
    {
        { Exception: { } exception } => SafeExceptionText.Types(exception),
        { Result: HttpResponseMessage response } => $"status {(int)response.StatusCode}",
        _ => "its result",
    };

    private void Reject(CallRejected rejection) => hub.Publish(
        rejection, static (listener, rejected) => listener.OnRejected(rejected));
}
