using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Caching;

/// <summary>How much is kept, and for how long it is remembered that something is no longer true.</summary>
public sealed class CachingOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Caching";

    /// <summary>How many bytes of copies this process keeps in its memory. What does not fit is left to Redis.</summary>
    /// <value>The default is 64 MiB; from 1 MiB to 16 GiB.</value>
    [Range(1L << 20, 1L << 34)]
    public long MemoryLimit { get; set; } = 64L << 20;

    /// <summary>
    /// How long a change or an erasure is remembered. It has to be longer than any copy may live and any read may take, or a copy could outlive
    /// the word that it is wrong.
    /// </summary>
    /// <value>The default is 15 minutes; from 1 second to 8 days, which is the longest that a copy may live and a read may take.</value>
    [Range(typeof(TimeSpan), "00:00:01", "8.00:00:00")]
    public TimeSpan MarkLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many changes and erasures this process remembers. Beyond that it forgets the older half, and with it the copies that are as old.</summary>
    /// <value>The default is 100,000; from 100 to 10,000,000.</value>
    [Range(100, 10_000_000)]
    public int MarkLimit { get; set; } = 100_000;

    /// <summary>How many copies may wait to be written to Redis. Those beyond are dropped and counted; nobody waits.</summary>
    /// <value>The default is 1,000; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int WriteQueueLimit { get; set; } = 1000;

    /// <summary>How many copies are written to Redis at once.</summary>
    /// <value>The default is 4; from 1 to 64.</value>
    [Range(1, 64)]
    public int Writers { get; set; } = 4;

    internal static TimeSpan LongestMarkLifetime { get; } = TimeSpan.FromDays(8);
}
