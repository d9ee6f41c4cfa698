namespace ServiceDefaults.Queueing;

/// <summary>The depth of a queue.</summary>
/// <param name="Queued">The number of commands that wait.</param>
/// <param name="Delivering">The number of commands that a worker holds.</param>
/// <param name="Dead">The number of dead letters.</param>
/// <param name="Finished">The number of finished commands whose result is still stored.</param>
/// <param name="OldestAge">
/// The time since the oldest command that waits or is being delivered was queued; zero when there is none.
/// </param>
public sealed record QueueDepth(long Queued, long Delivering, long Dead, long Finished, TimeSpan OldestAge);
