namespace ServiceDefaults.Queueing;

/// <summary>What is known of a command.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">How often a worker has taken it.</param>
/// <param name="EnqueuedAt">When it was queued, by the clock of the server.</param>
/// <param name="Reason">Why it was put back or is dead, one of few words; absent when neither has happened.</param>
/// <param name="Result">What the handler left when it was finished; empty before, and when it cannot be read any more.</param>
/// <param name="Payload">What was queued; empty when it is finished, and when it cannot be read.</param>
public sealed record CommandStatus(
    string Id, CommandState State, int Attempts, DateTimeOffset EnqueuedAt, string? Reason, ReadOnlyMemory<byte> Result, ReadOnlyMemory<byte> Payload);
