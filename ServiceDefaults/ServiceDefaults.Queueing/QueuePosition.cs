namespace ServiceDefaults.Queueing;

/// <summary>The position that a command has or would have in the queue.</summary>
/// <param name="IsKnown">Whether the command was queued before, whatever its outcome.</param>
/// <param name="IsBehind">
/// Whether others with one of its group keys wait or are being delivered. Finished commands and dead letters do not
/// count.
/// </param>
public readonly record struct QueuePosition(bool IsKnown, bool IsBehind);
