using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// How the number of permits of one bulkhead follows the capacity of the dependency: additive increase, multiplicative
/// decrease (AIMD), between <see cref="MinConcurrency"/> and <see cref="BulkheadLimits.MaxConcurrency"/>.
/// </summary>
public sealed class AdaptiveConcurrencyOptions
{
    /// <summary>Whether the number of permits is adapted.</summary>
    /// <value>The default is <see langword="false"/>: it is always <see cref="BulkheadLimits.MaxConcurrency"/>.</value>
    public bool Enabled { get; set; }

    /// <summary>The permits that always remain.</summary>
    /// <value>
    /// The default is 2; from 1 to 10,000, at most <see cref="BulkheadLimits.MaxConcurrency"/>.
    /// </value>
    [Range(1, 10_000)]
    public int MinConcurrency { get; set; } = 2;

    /// <summary>
    /// The duration of an operation, without the wait for its permit, above which it counts as overloaded. Timeouts and
    /// the responses 429, 503 and 504 always do.
    /// </summary>
    /// <value>The default is 2 seconds; from 1 millisecond to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan LatencyTarget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time between two decisions.</summary>
    /// <value>The default is 1 second; from 10 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The operations that a decision needs; with fewer, the interval continues.</summary>
    /// <value>The default is 20; from 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MinimumCalls { get; set; } = 20;

    /// <summary>
    /// The share of overloaded operations above which permits are taken away. Permits are added at half of it or less,
    /// so that a share between the two changes nothing.
    /// </summary>
    /// <value>The default is 0.2; from 0 to 0.9.</value>
    [Range(0.0, 0.9)]
    public double Tolerance { get; set; } = 0.2;

    /// <summary>What a decrease multiplies the permits by.</summary>
    /// <value>The default is 0.8; from 0.1 to 0.95.</value>
    [Range(0.1, 0.95)]
    public double DecreaseFactor { get; set; } = 0.8;
}
