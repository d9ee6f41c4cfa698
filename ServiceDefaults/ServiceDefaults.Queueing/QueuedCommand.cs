namespace ServiceDefaults.Queueing;

/// <summary>A command to be delivered later.</summary>
/// <param name="Owner">The owner of the command.</param>
/// <param name="IdempotencyKey">The owner's idempotency key. The same key means the same command.</param>
/// <param name="Fingerprint">
/// A SHA-256 hash of all that the key covers; it reveals a different command under the same key.
/// </param>
/// <param name="GroupKeys">
/// One or two group keys, such as an id and an alias. Commands that share a group key are delivered one after the
/// other, in the order in which they were queued.
/// </param>
/// <param name="Payload">The data for the handler.</param>
public sealed record QueuedCommand(
    CommandOwner Owner,
    string IdempotencyKey,
    ReadOnlyMemory<byte> Fingerprint,
    IReadOnlyList<string> GroupKeys,
    ReadOnlyMemory<byte> Payload)
{
    /// <summary>The maximum number of group keys of a command.</summary>
    public const int MaxGroupKeys = 2;
}
