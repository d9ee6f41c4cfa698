using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>Settings of deferrable writes, section <c>Operations</c>.</summary>
internal sealed class OperationsOptions
{
    public const string Section = "Operations";

    /// <summary>Name of the queue, and of its section under <c>Queues</c>.</summary>
    public const string Queue = "patient-writes";

    /// <summary>
    /// Maximum time a write may be queued. The API keeps an idempotency key for 24 hours, in which callers may repeat
    /// the write, plus this time.
    /// </summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a deferrable write waits for the API's response before it is queued; at most half of the caller's
    /// remaining deadline. The default is 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan SyncWriteTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Limits the lifetime of commands in the queue, whose options are defined elsewhere.</summary>
internal sealed class QueueLifetimeValidator : IValidateOptions<ReliableQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, ReliableQueueOptions options) =>
        !string.Equals(name, OperationsOptions.Queue, StringComparison.Ordinal)
            || options.TimeToLive <= OperationsOptions.LongestLifetime
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{ReliableQueueOptions.Section}:{name}:{nameof(options.TimeToLive)} is {options.TimeToLive}; "
                + $"it must be at most {OperationsOptions.LongestLifetime}: the API keeps "
                + "idempotency keys for 49 hours, and a write delivered later could be applied twice.");
}
