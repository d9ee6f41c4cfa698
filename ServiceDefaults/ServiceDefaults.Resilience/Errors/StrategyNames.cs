namespace ServiceDefaults.Errors;

/// <summary>
/// Names of the strategies of every pipeline, in telemetry and in exceptions. Rate limiter and bulkhead throw the same
/// exception, <c>RateLimiterRejectedException</c>: only the name in its telemetry source distinguishes a full bulkhead
/// from an exceeded rate limit.
/// </summary>
public static class StrategyNames
{
    /// <summary>
    /// The outermost strategy, which holds the caller's token and the deadline, and measures the operation.
    /// </summary>
    public const string Scope = "scope";

    /// <summary>The timeout of an operation with all its attempts.</summary>
    public const string TotalTimeout = "total-timeout";

    /// <summary>The strategy that limits the number of calls per period.</summary>
    public const string RateLimiter = "rate-limiter";

    /// <summary>The strategy that limits the number of concurrent calls.</summary>
    public const string Bulkhead = "bulkhead";

    /// <summary>The strategy that measures operations for bulkheads that adapt their size.</summary>
    public const string AdaptiveConcurrency = "adaptive-concurrency";

    /// <summary>The strategy that rejects calls to a failing dependency for the duration of the break.</summary>
    public const string CircuitBreaker = "circuit-breaker";

    /// <summary>The strategy around the retry, which reports how the operation ended.</summary>
    public const string RetryScope = "retry-scope";

    /// <summary>The strategy that retries failed attempts.</summary>
    public const string Retry = "retry";

    /// <summary>The timeout of a single attempt.</summary>
    public const string AttemptTimeout = "attempt-timeout";

    /// <summary>The strategy that stops waiting for an operation that ignores its cancellation.</summary>
    public const string Abandonment = "abandonment";

    /// <summary>The strategy that replaces the result of a timed-out operation by a harmless value.</summary>
    public const string TimeoutFallback = "timeout-fallback";
}
