using System.Diagnostics;
using System.Runtime.CompilerServices;
using Polly;
using Polly.Telemetry;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries.Internal;

/// <summary>Wraps the retry, so that it runs once per operation, where the retry runs once per attempt.</summary>
internal sealed class RetryScopeStrategy(
    string? service,
    RetryJournalKey journals,
    RetryBudget budget,
    ResilienceStrategyTelemetry telemetry) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        budget.RecordCall();
        var execution = callback(context, state);
        // Synchronous completion avoids the async state machine.
        return execution.IsCompletedSuccessfully
            ? new(Finish(execution.Result, context))
            : FinishAsync(execution, context);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> FinishAsync<TResult>(
        ValueTask<Outcome<TResult>> execution, ResilienceContext context) =>
        Finish(await execution.ConfigureAwait(context.ContinueOnCapturedContext), context);

    private Outcome<TResult> Finish<TResult>(Outcome<TResult> outcome, ResilienceContext context)
    {
        if (journals.Find(context) is not { } journal)
        {
            return outcome;
        }

        // The same context may be used again when an outer strategy repeats the operation.
        journals.Close(context);
        if (journal.StopReason is { } reason)
        {
            Report(reason, journal.Attempts, outcome, context);
        }
        else if (RetryCancellation.Of(outcome, context) is { } cancellation)
        {
            // During a delay: the retry is not asked again.
            Report(cancellation, journal.Attempts, outcome, context);
        }

        if (journal.MayHaveSucceeded)
        {
            Mark(outcome);
        }

        return outcome;
    }

    private void Report<TResult>(
        RetryStopReason reason, int attempts, Outcome<TResult> outcome, ResilienceContext context)
    {
        AnnotateSpan(reason, attempts, context.OperationKey);
        telemetry.Report(
            new(RetryEvents.SeverityOf(reason), RetryEvents.NameOf(reason)),
            context,
            outcome,
            new RetryStoppedArguments(reason, attempts));
    }

    // The event names the dependency, because one span may cover calls to several.
    private void AnnotateSpan(RetryStopReason reason, int attempts, string? operation)
    {
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.AddEvent(new(RetryEvents.Span, tags: new()
            {
                { RetryEvents.ServiceTag, service }, { RetryEvents.OperationTag, operation },
                { RetryEvents.ReasonTag, reason.ToString() }, { RetryEvents.AttemptsTag, attempts },
            }));
        }
    }

    private static void Mark<TResult>(Outcome<TResult> outcome)
    {
        if (outcome.Exception is { } exception)
        {
            exception.SetSideEffects(SideEffects.Possible);
        }
        else if (outcome.Result is HttpResponseMessage { IsSuccessStatusCode: false, RequestMessage: { } request })
        {
            request.SetSideEffects(SideEffects.Possible);
        }
    }
}
