using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.RateLimiting;

/// <summary>How often this process may call a dependency. The defaults are the guide's production profile.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Whether the rate limiter is active.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How the rate is measured.</summary>
    /// <value>The default is <see cref="RateLimitAlgorithm.TokenBucket"/>.</value>
    [EnumDataType(typeof(RateLimitAlgorithm))]
    public RateLimitAlgorithm Algorithm { get; set; } = RateLimitAlgorithm.TokenBucket;

    /// <summary>Calls allowed per <see cref="Period"/>.</summary>
    /// <value>The default is 8; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int Permits { get; set; } = 8;

    /// <summary>The period for <see cref="Permits"/>.</summary>
    /// <value>The default is 1 second; from 10 milliseconds to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Calls allowed at once after an idle time. Token bucket only.</summary>
    /// <value>The default is 15; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 15;

    /// <summary>
    /// The share of the permits that only interactive and critical calls may take. Other calls, such as those of a
    /// batch, are rejected when no more than these are left, so that a batch never takes the last permit.
    /// </summary>
    /// <value>The default is 0.5; from 0 to 0.9.</value>
    [Range(0.0, 0.9)]
    public double Reserve { get; set; } = 0.5;

    /// <summary>Calls allowed at once, for any algorithm.</summary>
    internal int Capacity => Algorithm == RateLimitAlgorithm.TokenBucket ? Burst : Permits;
}
