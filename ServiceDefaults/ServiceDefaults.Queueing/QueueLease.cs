namespace ServiceDefaults.Queueing;

/// <summary>A command that is ours for a while.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">Tells this lease from every other.</param>
/// <param name="Attempt">1 for the first delivery, 2 for the second, ...</param>
/// <param name="EnqueuedAt">When it was queued, by the clock of the server.</param>
/// <param name="Payload">What was queued.</param>
public sealed record QueueLease(string Id, string Token, int Attempt, DateTimeOffset EnqueuedAt, ReadOnlyMemory<byte> Payload);
