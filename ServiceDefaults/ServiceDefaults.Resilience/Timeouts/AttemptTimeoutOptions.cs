using System.ComponentModel.DataAnnotations;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Timeouts;

/// <summary>How long a single attempt may take.</summary>
public sealed class AttemptTimeoutOptions
{
    /// <summary>Whether the attempt timeout applies. Without it, one hung attempt uses up the total timeout.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The timeout; at most that of the whole operation.</summary>
    /// <value>The default is 30 seconds; from 10 milliseconds to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an attempt that starts now may take: <see cref="Duration"/>, or the remaining time of the whole
    /// operation.
    /// </summary>
    /// <param name="scope">The scope of the operation.</param>
    /// <returns>
    /// The time; <see cref="TimeSpan.MaxValue"/> when nothing limits it, negative when no time is left.
    /// </returns>
    public TimeSpan Within(ExecutionScope scope) => Enabled && Duration < scope.Remaining ? Duration : scope.Remaining;
}
