namespace ServiceDefaults.Caching;

/// <summary>The names of the metrics. How long Redis takes is in the metrics of its pipeline (<c>service</c> = <c>redis</c>).</summary>
public static class CachingMetrics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ServiceDefaults.Caching";

    /// <summary>Histogram of the bytes that go to Redis, before encryption.</summary>
    public const string PayloadSize = "cache_payload_bytes";

    /// <summary>Counter of entries that could not be read, by <c>reason</c>: Truncated, UnknownFormat, UnknownKey, Tampered.</summary>
    public const string Rejected = "cache_entries_rejected_total";

    /// <summary>Counter of copies that did not get to Redis, by <c>reason</c>: QueueFull, RedisAway, Defect.</summary>
    public const string WritesDropped = "cache_writes_dropped_total";

    /// <summary>Counter of copies that were found, and were not believed because of a later change.</summary>
    public const string Outdated = "cache_entries_outdated_total";
}
