namespace ServiceDefaults.Errors;

/// <summary>
/// Names of the two strategies that throw the same exception, <c>RateLimiterRejectedException</c>: its telemetry source
/// carries the strategy's name, and nothing else tells a full bulkhead from an exceeded rate.
/// </summary>
public static class StrategyNames
{
    /// <summary>The strategy that limits how often.</summary>
    public const string RateLimiter = "rate-limiter";

    /// <summary>The strategy that limits how many at once.</summary>
    public const string Bulkhead = "bulkhead";
}
