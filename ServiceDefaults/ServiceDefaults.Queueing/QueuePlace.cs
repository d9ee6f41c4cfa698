namespace ServiceDefaults.Queueing;

/// <summary>Where a command stands, or would stand.</summary>
/// <param name="IsKnown">Whether it was queued before, whatever became of it.</param>
/// <param name="IsBehind">Whether others about the same wait or are being delivered. Finished and dead ones do not count.</param>
public readonly record struct QueuePlace(bool IsKnown, bool IsBehind);
