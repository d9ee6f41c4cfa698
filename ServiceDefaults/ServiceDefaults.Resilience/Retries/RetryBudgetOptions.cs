using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Retries;

/// <summary>
/// The share of retries in the traffic to one dependency. Without a budget, each tier that makes three attempts triples
/// the load on a failing dependency.
/// </summary>
public sealed class RetryBudgetOptions
{
    /// <summary>Retries allowed per call in the window.</summary>
    /// <value>The default is 0.2, one retry per five calls; from 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Ratio { get; set; } = 0.2;

    /// <summary>Retries always allowed in the window, so that a client with few calls can retry at all.</summary>
    /// <value>The default is 10; from 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int MinimumRetries { get; set; } = 10;

    /// <summary>The sliding window in which calls and retries are counted.</summary>
    /// <value>The default is 10 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);
}
