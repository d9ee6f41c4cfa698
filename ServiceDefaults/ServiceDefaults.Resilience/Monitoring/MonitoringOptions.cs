using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Monitoring;

/// <summary>The window and the thresholds of the levels. Changes apply without a restart.</summary>
public sealed class MonitoringOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Monitoring";

    /// <summary>
    /// Length of the sliding window. After a change, all events of the old window count for one new window.
    /// </summary>
    /// <value>The default is 5 minutes; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Interval at which the thresholds are evaluated, besides each reading of the status.</summary>
    /// <value>The default is 5 seconds; from 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan EvaluationInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many operations the window must hold before an error rate or a percentile is compared with a threshold: one
    /// failure of two calls is no error rate of 50 %.
    /// </summary>
    /// <value>The default is 10; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MinimumOperations { get; set; } = 10;

    /// <summary>Thresholds of <see cref="ResilienceLevel.Degraded"/>.</summary>
    /// <value>The default is an error rate of 0.1, a latency of 5 seconds, and 3 openings.</value>
    [ValidateObjectMembers]
    public MonitoringThresholds Degraded { get; set; } = new()
    {
        ErrorRate = 0.1,
        LatencyP95 = TimeSpan.FromSeconds(5),
        CircuitTrips = 3,
    };

    /// <summary>Thresholds of <see cref="ResilienceLevel.Critical"/>; none may be below that of degraded.</summary>
    /// <value>The default is an error rate of 0.25, a latency of 10 seconds, and 10 openings.</value>
    [ValidateObjectMembers]
    public MonitoringThresholds Critical { get; set; } = new()
    {
        ErrorRate = 0.25,
        LatencyP95 = TimeSpan.FromSeconds(10),
        CircuitTrips = 10,
    };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var (option, critical, degraded) in new (string, IComparable, IComparable)[]
        {
            (nameof(MonitoringThresholds.ErrorRate), Critical.ErrorRate, Degraded.ErrorRate),
            (nameof(MonitoringThresholds.LatencyP95), Critical.LatencyP95, Degraded.LatencyP95),
            (nameof(MonitoringThresholds.CircuitTrips), Critical.CircuitTrips, Degraded.CircuitTrips),
        })
        {
            if (critical.CompareTo(degraded) < 0)
            {
                yield return new(
                    $"Critical:{option} is {critical}; it must be at least {Section}:Degraded:{option} ({degraded}). "
                    + "Raise the critical threshold, or lower the degraded one.");
            }
        }
    }
}
