namespace ServiceDefaults.Queueing;

/// <summary>A command that a worker holds for the length of a lease.</summary>
/// <param name="Id">The id of the command.</param>
/// <param name="Token">Distinguishes this lease from every other.</param>
/// <param name="Attempt">1 for the first delivery, 2 for the second, ...</param>
/// <param name="EnqueuedAt">When the command was queued, by the clock of the server.</param>
/// <param name="Payload">What was queued.</param>
public sealed record QueueLease(
    string Id, string Token, int Attempt, DateTimeOffset EnqueuedAt, ReadOnlyMemory<byte> Payload);
