using System.ComponentModel.DataAnnotations;
using ServiceDefaults.Deadlines;

namespace ServiceDefaults.Timeouts;

/// <summary>How long one attempt may take.</summary>
public sealed class AttemptTimeoutOptions
{
    /// <summary>Whether there is such a timeout. Without it a hung attempt uses up the time of all of them.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The time. At most that of the whole operation.</summary>
    /// <value>The default is 30 seconds; from 10 milliseconds to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an attempt that begins now can take: this time, or what is left of the whole operation's.</summary>
    /// <param name="scope">The operation's scope.</param>
    /// <returns>The time; <see cref="TimeSpan.MaxValue"/> when nothing limits it, negative when it is up.</returns>
    public TimeSpan Within(ExecutionScope scope) => Enabled && Duration < scope.Remaining ? Duration : scope.Remaining;
}
