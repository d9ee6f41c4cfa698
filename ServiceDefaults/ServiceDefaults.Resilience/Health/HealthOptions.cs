using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Health;

/// <summary>
/// When health checks run, and when their results change the health. Changes apply without a restart.
/// </summary>
public sealed class HealthOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Health";

    /// <summary>The interval between two runs of a check that has succeeded once.</summary>
    /// <value>The default is 30 seconds, in development 2 seconds; from 10 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The interval until a check succeeds for the first time. It is short, because each start waits for it.
    /// </summary>
    /// <value>The default is 250 milliseconds; from 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StartPeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long one run may take; then it has failed.</summary>
    /// <value>The default is 5 seconds; from 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many runs in a row must fail before the health gets worse. One success restores it.</summary>
    /// <value>The default is 3; from 1 to 100.</value>
    [Range(1, 100)]
    public int FailureThreshold { get; set; } = 3;
}
