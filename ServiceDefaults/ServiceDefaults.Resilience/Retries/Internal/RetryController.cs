using Polly;
using Polly.Retry;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries.Internal;

/// <summary>Decides, each time an attempt has ended, whether there is another one, and after which delay.</summary>
internal sealed class RetryController<TResult>(DependencyRetry<TResult> retry, RetryJournalKey journals)
{
    private readonly Backoff _backoff = BackoffOf(retry);

    public RetryStrategyOptions<TResult> Configure(RetryStrategyOptions<TResult> polly)
    {
        polly.Name = StrategyNames.Retry;
        // Polly counts the tries after the first.
        polly.MaxRetryAttempts = retry.Options.MaxAttempts - 1;
        polly.ShouldHandle = attempt => ValueTask.FromResult(ShouldRetry(attempt));
        // Polly does not cap what a generator says; the controller has, before it agreed to retry.
        polly.DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(journals.Open(attempt.Context).NextDelay);
        return polly;
    }

    private static Backoff BackoffOf(DependencyRetry<TResult> retry)
    {
        var backoff = Backoff.Create(retry.Options.Backoff, retry.Options.BaseDelay, retry.Options.MaxDelay);
        return retry.Options.UseJitter ? backoff.WithJitter(retry.Randomizer) : backoff;
    }

    private bool ShouldRetry(RetryPredicateArguments<TResult> attempt)
    {
        if (attempt.Context.CancellationToken.IsCancellationRequested || retry.Classify(attempt) is not { } error || IsNoMatterForARetry(error, attempt.Outcome.Exception))
        {
            return false;
        }

        var journal = journals.Open(attempt.Context);
        journal.Attempts = attempt.AttemptNumber + 1;
        journal.StopReason = !error.IsTransient ? RetryStopReason.NotTransient
            : !retry.IsRepeatable(attempt) ? RetryStopReason.NotRepeatable
            : FindReasonToStop(attempt, journal);
        if (journal.StopReason is null)
        {
            journal.MayHaveSucceeded |= error.MayHaveSucceeded;
        }

        // Polly finds out by itself that the attempts are used up, and reports the last failure as one that it handles.
        return journal.StopReason is null or RetryStopReason.AttemptsExhausted;
    }

    // A refusal of the request is an answer, and what a limiter or an open circuit rejects was no attempt: nobody asks why these were not tried again.
    private static bool IsNoMatterForARetry(ClassifiedError error, Exception? exception) =>
        !error.IsTransient && (error.Origin == FailureOrigin.Request || exception is ExecutionRejectedException and not TimeoutRejectedException);

    // A server says when not to come earlier. To all it has refused it says the same, so our own spread holds as well.
    private TimeSpan DelayBefore(RetryPredicateArguments<TResult> attempt)
    {
        var backoff = _backoff.DelayFor(attempt.AttemptNumber);
        return retry.RetryAfter(attempt.Outcome) is { } asked && asked > backoff ? asked : backoff;
    }

    // The budget comes last: what is not going to be retried for another reason must not be paid for.
    private RetryStopReason? FindReasonToStop(RetryPredicateArguments<TResult> attempt, RetryJournal journal)
    {
        var scope = ExecutionScope.Of(attempt.Context);
        if (scope is { MayHaveSucceeded: true })
        {
            journal.MayHaveSucceeded = true;
            return RetryStopReason.MayHaveSucceeded;
        }

        if (journal.Attempts >= retry.Options.MaxAttempts)
        {
            return RetryStopReason.AttemptsExhausted;
        }

        if (scope is { ServesRetry: true })
        {
            return RetryStopReason.CallerRetries;
        }

        journal.NextDelay = DelayBefore(attempt);
        if (journal.NextDelay > retry.Options.MaxDelay)
        {
            return RetryStopReason.RetryAfterTooLong;
        }

        if (scope is not null && journal.NextDelay >= scope.Remaining)
        {
            return RetryStopReason.DeadlineTooClose;
        }

        return retry.Budget.TryAcquireRetry() ? null : RetryStopReason.BudgetSpent;
    }
}
