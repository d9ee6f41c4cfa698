namespace ServiceDefaults.Errors;

/// <summary>The kinds of failures. Callers decide by them what to do, and metrics carry them as a tag.</summary>
public enum ErrorCategory
{
    /// <summary>Unclassified: a defect. Never retried.</summary>
    Unknown,

    /// <summary>A dependency is unavailable, or its circuit breaker is open.</summary>
    ServiceUnavailable,

    /// <summary>The system has no capacity for more work: a bulkhead is full, or a server sheds load.</summary>
    SystemBusy,

    /// <summary>
    /// The operation timed out before the response arrived; it may have been carried out nevertheless.
    /// </summary>
    Timeout,

    /// <summary>The caller, or this service, exceeded a rate limit.</summary>
    RateLimit,

    /// <summary>The request itself was rejected; sending it again has the same result.</summary>
    BusinessLogic,

    /// <summary>The requested resource does not exist.</summary>
    NotFound,

    /// <summary>The request conflicts with the current state: a duplicate, an outdated version.</summary>
    Conflict,
}
