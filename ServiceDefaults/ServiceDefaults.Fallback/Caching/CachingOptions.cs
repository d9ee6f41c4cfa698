using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Caching;

/// <summary>The limits of the cache, and how long invalidations are stored.</summary>
public sealed class CachingOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Caching";

    /// <summary>
    /// How many bytes of cached responses this process stores in memory. What does not fit is only in Redis.
    /// </summary>
    /// <value>The default is 64 MiB; from 1 MiB to 16 GiB.</value>
    [Range(1L << 20, 1L << 34)]
    public long MemoryLimit { get; set; } = 64L << 20;

    /// <summary>
    /// How long an invalidation is stored: at least the longest MaxStale. A cached response is as old as the moment
    /// before its read was sent, however late it arrived, so every response that an invalidation outdates expires
    /// within MaxStale of it.
    /// </summary>
    /// <value>
    /// The default is 15 minutes; from 1 second to 8 days. The longest MaxStale is 7 days.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:01", "8.00:00:00")]
    public TimeSpan InvalidationRetention { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How many invalidations this process stores in memory. Beyond that it drops the older half, and treats cached
    /// responses that are as old as these as outdated.
    /// </summary>
    /// <value>The default is 100,000; from 100 to 10,000,000.</value>
    [Range(100, 10_000_000)]
    public int MaxInvalidations { get; set; } = 100_000;

    /// <summary>
    /// How many cached responses may wait to be written to Redis. Further ones are dropped and counted; no caller
    /// waits.
    /// </summary>
    /// <value>The default is 1,000; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int WriteQueueLimit { get; set; } = 1000;

    /// <summary>How many writes to Redis run at the same time.</summary>
    /// <value>The default is 4; from 1 to 64.</value>
    [Range(1, 64)]
    public int Writers { get; set; } = 4;
}
