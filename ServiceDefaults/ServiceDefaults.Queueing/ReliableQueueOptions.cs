using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Queueing;

/// <summary>The settings of one queue, from <c>Queues:{name}</c>.</summary>
public sealed class ReliableQueueOptions : IValidatableObject
{
    /// <summary>The section of the settings; it has a subsection for each queue, under the name of the queue.</summary>
    public const string Section = "Queues";

    /// <summary>
    /// The maximum number of unfinished commands: waiting, being delivered, and dead letters. Beyond that, new commands
    /// are rejected.
    /// </summary>
    /// <value>The default is 10,000; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxLength { get; set; } = 10_000;

    /// <summary>
    /// How long a worker that does not renew its lease holds a command before another worker may claim it.
    /// </summary>
    /// <value>The default is 30 seconds; from 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how many failed deliveries a command becomes a dead letter. A crash of the worker counts; an unavailable
    /// dependency does not.
    /// </summary>
    /// <value>The default is 10; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>
    /// How long a command is stored after it was queued, whatever its outcome. Then all its data is deleted, even if it
    /// was never delivered. The time to live has to be shorter than the receiver stores idempotency records, or a late
    /// delivery could execute the command again.
    /// </summary>
    /// <value>The default is 24 hours; from 1 second to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many commands this process delivers at the same time, each of another group.</summary>
    /// <value>The default is 4; from 1 to 64.</value>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 4;

    /// <summary>The delay before the second delivery. It doubles with each further delivery, with jitter.</summary>
    /// <value>The default is 1 second; from 0 to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay between two deliveries.</summary>
    /// <value>The default is 1 minute; from 0 to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often an idle worker polls for a command.</summary>
    /// <value>The default is 1 second; from 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often expired commands are deleted and the queue is measured.</summary>
    /// <value>The default is 10 seconds; from 10 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(10);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (BaseDelay > MaxDelay)
        {
            yield return new($"BaseDelay is {BaseDelay} and MaxDelay is {MaxDelay}: "
                + "set BaseDelay to MaxDelay or less.");
        }

        if (Lease >= TimeToLive)
        {
            yield return new($"Lease is {Lease} and TimeToLive is {TimeToLive}: "
                + "set Lease to less than TimeToLive.");
        }
    }
}
