namespace ServiceDefaults.Queueing;

/// <summary>Something that is to be done later.</summary>
/// <param name="Owner">On whose behalf.</param>
/// <param name="IdempotencyKey">What the owner calls it. The same key is the same command.</param>
/// <param name="Fingerprint">A SHA-256 of all that the key stands for, by which another command of the same key is found out.</param>
/// <param name="Subjects">
/// One or two names of what it is about, such as an id and an alias. Commands that share a subject are delivered one after the other, as they came.
/// </param>
/// <param name="Payload">What the handler needs.</param>
public sealed record QueuedCommand(
    CommandOwner Owner, string IdempotencyKey, ReadOnlyMemory<byte> Fingerprint, IReadOnlyList<string> Subjects, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The most subjects that a command may have.</summary>
    public const int MaxSubjects = 2;
}
