namespace ServiceDefaults.Retries;

/// <summary>Why a failed operation was not retried any further.</summary>
public enum RetryStopReason
{
    /// <summary>
    /// The failure is not transient: it would occur again (<see cref="Errors.ClassifiedError.IsTransient"/>).
    /// </summary>
    NotTransient,

    /// <summary>
    /// The request is not safe to repeat: it writes, and has no <c>Idempotency-Key</c> that the dependency is known to
    /// honour.
    /// </summary>
    NotRepeatable,

    /// <summary>All attempts have been made.</summary>
    AttemptsExhausted,

    /// <summary>The dependency requested, with <c>Retry-After</c>, a delay longer than the cap.</summary>
    RetryAfterTooLong,

    /// <summary>The delay would have ended after the deadline.</summary>
    DeadlineTooClose,

    /// <summary>The incoming request is itself a retry. Its sender retries, so this service does not.</summary>
    CallerRetries,

    /// <summary>
    /// The operation may have succeeded, and is not known to be safe to repeat, as after a connection lost during
    /// COMMIT.
    /// </summary>
    MayHaveSucceeded,

    /// <summary>The retry budget was used up: too much of the traffic to the dependency consisted of retries.</summary>
    BudgetSpent,

    /// <summary>The total timeout or the deadline ended the operation.</summary>
    TotalTimeout,

    /// <summary>The caller cancelled the operation.</summary>
    CallerLeft,
}
