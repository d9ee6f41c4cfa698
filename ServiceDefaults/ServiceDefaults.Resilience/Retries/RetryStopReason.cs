namespace ServiceDefaults.Retries;

/// <summary>Why a failed operation was not tried again.</summary>
public enum RetryStopReason
{
    /// <summary>The failure is not transient: the same would come again, or a limit of ours rejected it (<see cref="Errors.ClassifiedError.IsTransient"/>).</summary>
    NotTransient,

    /// <summary>The request is not safe to send twice: it writes, and has no <c>Idempotency-Key</c> that the dependency is known to honour.</summary>
    NotRepeatable,

    /// <summary>All attempts were made.</summary>
    AttemptsExhausted,

    /// <summary>The dependency asked, by <c>Retry-After</c>, for a longer wait than the cap.</summary>
    RetryAfterTooLong,

    /// <summary>The wait would have ended after the deadline.</summary>
    DeadlineTooClose,

    /// <summary>The request that is being served is a retry already: who sent it retries, nobody behind does.</summary>
    CallerRetries,

    /// <summary>The operation may have been carried out, and it is not known to be safe twice: a connection lost during COMMIT.</summary>
    MayHaveSucceeded,

    /// <summary>Too much of the traffic to the dependency was retries already.</summary>
    BudgetSpent,
}
