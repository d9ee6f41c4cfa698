using System.Runtime.CompilerServices;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// Applies a circuit breaker in a pipeline. It rejects with the exceptions of Polly's breaker, so existing handlers of
/// those work.
/// </summary>
internal sealed class CircuitBreakerStrategy(
    CircuitBreaker circuit, CircuitOutcomeClassifier classifier, ResilienceStrategyTelemetry telemetry)
    : ResilienceStrategy
{
    private static readonly ResilienceEvent Rejection = new(ResilienceEventSeverity.Error, CircuitEvents.Rejected);

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var permit = circuit.Enter(out var changes);
        Report(changes, context);
        if (!permit.IsAdmitted)
        {
            return new(Reject<TResult>(permit, context));
        }

        ValueTask<Outcome<TResult>> execution;
        try
        {
            execution = callback(context, state);
        }
        catch (Exception exception)
        {
            // Without this catch, a probe that throws would hold its lease until it expires.
            execution = new(Outcome.FromException<TResult>(exception));
        }

        // A call that completes at once needs neither the async state machine nor a watch over its caller's timeout;
        // its own duration still counts.
        return execution.IsCompletedSuccessfully
            ? new(Finish(permit, execution.Result, context))
            : FinishAsync(permit, execution, context);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> FinishAsync<TResult>(
        CircuitPermit permit, ValueTask<Outcome<TResult>> execution, ResilienceContext context)
    {
        Outcome<TResult> outcome;
        var scope = ExecutionScope.Of(context);
        var earlierDelays = scope?.RetryDelays ?? TimeSpan.Zero;
        var watch = SoftTimeoutWatch.Start(circuit, permit, scope, context, Report);
        try
        {
            outcome = await execution.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception exception)
        {
            outcome = Outcome.FromException<TResult>(exception);
        }

        var isCounted = watch?.Stop() ?? false;
        if (scope is not null)
        {
            permit = permit with { RetryDelays = scope.RetryDelays - earlierDelays };
        }

        return Finish(permit, outcome, context, watch is { TimedOutByCaller: true }, isCounted);
    }

    private Outcome<TResult> Finish<TResult>(
        CircuitPermit permit, Outcome<TResult> outcome, ResilienceContext context, bool timedOutByCaller = false,
        bool isCounted = false)
    {
        var result = classifier.Classify(outcome, context);
        Report(circuit.Record(permit, result, timedOutByCaller, isCounted), context);
        return outcome;
    }

    private Outcome<TResult> Reject<TResult>(CircuitPermit permit, ResilienceContext context)
    {
        var outcome = Outcome.FromException<TResult>(permit.RetryAfter is { } wait
            ? new BrokenCircuitException(
                $"The circuit breaker of '{circuit.Name}' is open after too many failures.", wait)
            : new IsolatedCircuitException($"The circuit breaker of '{circuit.Name}' was isolated by an operator."));
        telemetry.Report(Rejection, context, outcome, circuit.Name);
        return outcome;
    }

    private void Report(IReadOnlyList<CircuitChange>? changes, ResilienceContext context)
    {
        if (changes is null)
        {
            return;
        }

        foreach (var change in changes)
        {
            var severity = change.To == CircuitState.Open
                ? ResilienceEventSeverity.Error
                : ResilienceEventSeverity.Information;
            telemetry.Report(new(severity, CircuitEvents.NameOf(change.To)), context, change);
        }
    }
}
