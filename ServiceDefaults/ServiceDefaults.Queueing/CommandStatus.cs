namespace ServiceDefaults.Queueing;

/// <summary>The status of a command.</summary>
/// <param name="Id">The id of the command.</param>
/// <param name="State">The state of the command.</param>
/// <param name="Attempts">How often a worker has claimed the command.</param>
/// <param name="EnqueuedAt">When the command was queued, by the clock of the server.</param>
/// <param name="Reason">
/// Why the command was put back or became a dead letter, one of a small set; <see langword="null"/> when neither has
/// happened.
/// </param>
/// <param name="Result">
/// The result of the handler; empty before the command is finished, and when it cannot be decrypted any more.
/// </param>
/// <param name="Payload">What was queued; empty when the command is finished, and when it cannot be decrypted.</param>
public sealed record CommandStatus(
    string Id,
    CommandState State,
    int Attempts,
    DateTimeOffset EnqueuedAt,
    string? Reason,
    ReadOnlyMemory<byte> Result,
    ReadOnlyMemory<byte> Payload);
