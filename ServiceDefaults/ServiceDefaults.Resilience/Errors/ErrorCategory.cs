namespace ServiceDefaults.Errors;

/// <summary>What kind of failure it was, in the few words that a caller can act upon and a metric can carry as a tag.</summary>
public enum ErrorCategory
{
    /// <summary>Nobody knows: a defect. Never retried.</summary>
    Unknown,

    /// <summary>A dependency is away, or its circuit is open.</summary>
    ServiceUnavailable,

    /// <summary>There is more work than room for it: a bulkhead is full, a server sheds load.</summary>
    SystemBusy,

    /// <summary>The time was up before the answer came; the work may have been done all the same.</summary>
    Timeout,

    /// <summary>The caller, or this service, asked more often than it may.</summary>
    RateLimit,

    /// <summary>The request itself was refused: sending it again changes nothing.</summary>
    BusinessLogic,

    /// <summary>What was asked for does not exist.</summary>
    NotFound,

    /// <summary>The request contradicts the present state: a duplicate, an outdated version.</summary>
    Conflict,
}
