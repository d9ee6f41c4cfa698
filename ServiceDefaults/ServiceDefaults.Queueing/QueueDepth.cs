namespace ServiceDefaults.Queueing;

/// <summary>How full a queue is.</summary>
/// <param name="Queued">Commands that wait.</param>
/// <param name="Delivering">Commands that a worker has.</param>
/// <param name="Dead">Commands that could not be delivered.</param>
/// <param name="Finished">Commands whose answer is still kept.</param>
/// <param name="OldestAge">How long the oldest of those that wait or are being delivered has been there; zero when there are none.</param>
public sealed record QueueDepth(long Queued, long Delivering, long Dead, long Finished, TimeSpan OldestAge);
