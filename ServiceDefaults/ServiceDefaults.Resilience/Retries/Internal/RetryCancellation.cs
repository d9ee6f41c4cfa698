using Polly;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Retries.Internal;

/// <summary>Tells who ended an operation that was cancelled during an attempt or a delay.</summary>
internal static class RetryCancellation
{
    /// <summary>The reason not to retry, or <see langword="null"/> if the operation was not cancelled.</summary>
    public static RetryStopReason? Of<TResult>(Outcome<TResult> outcome, ResilienceContext context) =>
        outcome.Exception is not OperationCanceledException || !context.CancellationToken.IsCancellationRequested ? null
        : ExecutionScope.Of(context) is { CallerHasLeft: false } ? RetryStopReason.TotalTimeout
        : RetryStopReason.CallerLeft;
}
