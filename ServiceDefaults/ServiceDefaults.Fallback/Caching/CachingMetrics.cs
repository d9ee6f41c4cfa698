namespace ServiceDefaults.Caching;

/// <summary>
/// The names of the metrics. The duration of Redis calls is in the metrics of their pipeline (<c>service</c> =
/// <c>redis</c>).
/// </summary>
public static class CachingMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ServiceDefaults.Caching";

    /// <summary>Histogram of the size in bytes of what is written to Redis, before encryption.</summary>
    public const string PayloadSize = "cache_payload_bytes";

    /// <summary>
    /// Counter of entries that could not be read, by <c>reason</c>: Truncated, UnknownFormat, UnknownKey, Tampered.
    /// </summary>
    public const string Rejected = "cache_entries_rejected_total";

    /// <summary>Counter of writes that did not reach Redis, by <c>reason</c>: QueueFull, RedisAway, Defect.</summary>
    public const string WritesDropped = "cache_writes_dropped_total";

    /// <summary>Counter of cached responses that were found but outdated by a later invalidation.</summary>
    public const string Outdated = "cache_entries_outdated_total";
}
