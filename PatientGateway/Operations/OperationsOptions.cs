using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ServiceDefaults.Queueing;

namespace PatientGateway.Operations;

/// <summary>How writes are tried that may wait.</summary>
internal sealed class OperationsOptions
{
    public const string Section = "Operations";

    /// <summary>The queue, and the section of its numbers under <c>Queues</c>.</summary>
    public const string Queue = "patient-writes";

    /// <summary>How long a write may wait at most: the API knows its key for 24 hours in which callers may repeat it, and for as long again.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(24);

    /// <summary>How long the API may take to answer a write that may wait, before it does. Default: 5 seconds; a caller's own deadline halves what is left.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>A rule of this service for the options of a queue that is not its own.</summary>
internal sealed class QueueLifetimeValidator : IValidateOptions<ReliableQueueOptions>
{
    public ValidateOptionsResult Validate(string? name, ReliableQueueOptions options) =>
        !string.Equals(name, OperationsOptions.Queue, StringComparison.Ordinal)
            || options.Lifetime <= OperationsOptions.LongestLifetime
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{ReliableQueueOptions.Section}:{name}:{nameof(options.Lifetime)} is {options.Lifetime}; "
                + $"it must be at most {OperationsOptions.LongestLifetime}: the API forgets keys, "
                + "and a write delivered after that could be done twice.");
}
