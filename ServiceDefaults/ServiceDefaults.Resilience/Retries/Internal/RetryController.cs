using Polly;
using Polly.Retry;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries.Internal;

/// <summary>Decides after each attempt whether to retry, and after which delay.</summary>
internal sealed class RetryController<TResult>(DependencyRetry<TResult> retry, RetryJournalKey journals)
{
    private readonly Backoff _backoff = BackoffOf(retry);

    public RetryStrategyOptions<TResult> Configure(RetryStrategyOptions<TResult> polly)
    {
        polly.Name = StrategyNames.Retry;
        // Polly counts only the retries, not the first attempt.
        polly.MaxRetryAttempts = retry.Options.MaxAttempts - 1;
        polly.ShouldHandle = attempt => ValueTask.FromResult(ShouldRetry(attempt));
        // Polly does not cap generated delays; FindReasonToStop has already checked this one against the cap.
        polly.DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(NextDelay(attempt.Context));
        return polly;
    }

    private static Backoff BackoffOf(DependencyRetry<TResult> retry)
    {
        var backoff = Backoff.Create(retry.Options.Backoff, retry.Options.BaseDelay, retry.Options.MaxDelay);
        return retry.Options.UseJitter ? backoff.WithJitter(retry.Randomizer) : backoff;
    }

    private bool ShouldRetry(RetryPredicateArguments<TResult> attempt)
    {
        if (RetryCancellation.Of(attempt.Outcome, attempt.Context) is { } cancellation)
        {
            OpenJournal(attempt).StopReason = cancellation;
            return false;
        }

        if (attempt.Context.CancellationToken.IsCancellationRequested || retry.Classify(attempt) is not { } error
            || IsNoMatterForARetry(error, attempt.Outcome.Exception))
        {
            return false;
        }

        var journal = OpenJournal(attempt);
        journal.StopReason = !error.IsTransient ? RetryStopReason.NotTransient
            : !retry.IsRepeatable(attempt) ? RetryStopReason.NotRepeatable
            : FindReasonToStop(attempt, journal);
        if (journal.StopReason is null)
        {
            journal.MayHaveSucceeded |= error.MayHaveSucceeded;
        }

        // Polly detects the last attempt itself and reports its failure as a handled one.
        return journal.StopReason is null or RetryStopReason.AttemptsExhausted;
    }

    private RetryJournal OpenJournal(RetryPredicateArguments<TResult> attempt)
    {
        var journal = journals.Open(attempt.Context);
        journal.Attempts = attempt.AttemptNumber + 1;
        return journal;
    }

    // A refused request got a valid response, and a call rejected by a limiter or an open circuit was no attempt:
    // neither needs a stop reason.
    private static bool IsNoMatterForARetry(ClassifiedError error, Exception? exception) =>
        !error.IsTransient && (error.Origin == FailureOrigin.Request
            || exception is ExecutionRejectedException and not TimeoutRejectedException);

    // Retry-After is a lower bound, and the server sends the same value to all callers, so the jittered backoff applies
    // too.
    private TimeSpan DelayBefore(RetryPredicateArguments<TResult> attempt)
    {
        var backoff = _backoff.DelayFor(attempt.AttemptNumber);
        return retry.RetryAfter(attempt.Outcome) is { } requested && requested > backoff ? requested : backoff;
    }

    private TimeSpan NextDelay(ResilienceContext context)
    {
        var delay = journals.Open(context).NextDelay;
        ExecutionScope.Of(context)?.AddRetryDelay(delay);
        return delay;
    }

    // The budget is checked last: a retry that another rule prevents must not use it up.
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
