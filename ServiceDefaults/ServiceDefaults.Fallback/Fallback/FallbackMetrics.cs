namespace ServiceDefaults.Fallback;

/// <summary>The names of the metrics.</summary>
public static class FallbackMetrics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ServiceDefaults.Fallback";

    /// <summary>Counter of answers, by <c>operation</c>, <c>source</c> and <c>degraded</c>.</summary>
    public const string Reads = "fallback_reads_total";

    /// <summary>Histogram of the age of answers that are not from the primary, by <c>operation</c> and <c>source</c>.</summary>
    public const string Age = "fallback_age_seconds";

    /// <summary>Counter of operations to which no strategy had an answer, by <c>operation</c>.</summary>
    public const string Failures = "fallback_failures_total";

    /// <summary>Counter of operations that joined a call of somebody else, by <c>operation</c>.</summary>
    public const string Shared = "fallback_shared_calls_total";

    /// <summary>Counter of operations whose soft timeout passed, by <c>operation</c>.</summary>
    public const string SoftTimeouts = "fallback_soft_timeouts_total";
}
