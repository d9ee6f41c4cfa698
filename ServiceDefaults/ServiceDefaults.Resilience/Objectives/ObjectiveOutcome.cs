namespace ServiceDefaults.Objectives;

/// <summary>What a request counts as.</summary>
public enum ObjectiveOutcome
{
    /// <summary>Answered from the primary source, within the latency objective. Uses no budget.</summary>
    Good,

    /// <summary>
    /// Answered, but from a fallback, or accepted for later, or later than the latency objective. Uses budget of the
    /// latency objective.
    /// </summary>
    Degraded,

    /// <summary>
    /// Not answered: a status of 500 or above, a call that an outgoing rate limit rejected, a response that the service
    /// broke off, or a caller that left after the latency objective had passed. Uses budget of both objectives.
    /// </summary>
    Bad,

    /// <summary>
    /// The caller's fault or decision: other statuses of 400 or above, and a caller that left in time.
    /// </summary>
    NotCounted,
}
