namespace ServiceDefaults.Fallback;

/// <summary>The names of the metrics.</summary>
public static class FallbackMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ServiceDefaults.Fallback";

    /// <summary>Counter of responses, by <c>operation</c>, <c>source</c> and <c>degraded</c>.</summary>
    public const string Reads = "fallback_reads_total";

    /// <summary>
    /// Histogram of the age, in seconds, of responses that are not from the primary source, by <c>operation</c> and
    /// <c>source</c>.
    /// </summary>
    public const string Age = "fallback_age_seconds";

    /// <summary>Counter of operations for which no fallback had a response either, by <c>operation</c>.</summary>
    public const string Failures = "fallback_failures_total";

    /// <summary>Counter of operations that joined a call already in flight, by <c>operation</c>.</summary>
    public const string Shared = "fallback_shared_calls_total";

    /// <summary>Counter of operations that reached the soft timeout, by <c>operation</c>.</summary>
    public const string SoftTimeouts = "fallback_soft_timeouts_total";
}
