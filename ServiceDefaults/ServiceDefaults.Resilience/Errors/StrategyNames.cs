namespace ServiceDefaults.Errors;

/// <summary>
/// The names of the strategies in every pipeline, in telemetry and in exceptions. Rate limiter and bulkhead throw the same exception,
/// <c>RateLimiterRejectedException</c>: only the name in its telemetry source tells a full bulkhead from an exceeded rate.
/// </summary>
public static class StrategyNames
{
    /// <summary>The strategy around all others, which knows the caller and measures the operation.</summary>
    public const string Scope = "scope";

    /// <summary>The strategy that limits the time of an operation with all its attempts.</summary>
    public const string TotalTimeout = "total-timeout";

    /// <summary>The strategy that limits how often.</summary>
    public const string RateLimiter = "rate-limiter";

    /// <summary>The strategy that limits how many at once.</summary>
    public const string Bulkhead = "bulkhead";

    /// <summary>The strategy that leaves a failing dependency alone for a while.</summary>
    public const string CircuitBreaker = "circuit-breaker";

    /// <summary>The strategy around the retry, which tells how it ended.</summary>
    public const string RetryScope = "retry-scope";

    /// <summary>The strategy that tries again.</summary>
    public const string Retry = "retry";

    /// <summary>The strategy that limits the time of one attempt.</summary>
    public const string AttemptTimeout = "attempt-timeout";

    /// <summary>The strategy that leaves behind what does not end when it is told to.</summary>
    public const string Abandonment = "abandonment";

    /// <summary>The strategy that puts a harmless value in the place of a result that came too late.</summary>
    public const string TimeoutFallback = "timeout-fallback";
}
