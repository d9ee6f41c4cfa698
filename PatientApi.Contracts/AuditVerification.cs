using System.Text.Json.Serialization;

namespace PatientApi.Contracts;

/// <summary>Which audit chains to verify, and the anchors to compare them with.</summary>
public sealed record AuditVerificationRequest
{
    /// <summary>Largest number of anchors in one request.</summary>
    public const int MaxAnchors = 10_000;

    /// <summary>Heads of chains from the log of the gateway, each as <c>writer/sequence/mac</c>.</summary>
    public IReadOnlyList<string>? Anchors { get; init; }

    /// <summary>Verifies one writer only; all if absent.</summary>
    public Guid? Writer { get; init; }
}

/// <summary>The result: of the chains, not of their content, because chains span tenants.</summary>
/// <param name="IsIntact">Whether no chain has a fault.</param>
/// <param name="Writers">The writers, in the order of their ids.</param>
public sealed record AuditVerification(bool IsIntact, IReadOnlyList<AuditWriterVerification> Writers);

/// <summary>The chain of one writer.</summary>
public sealed record AuditWriterVerification
{
    /// <summary>The writer.</summary>
    public required Guid Writer { get; init; }

    /// <summary>Number of entries that were read.</summary>
    public required long Entries { get; init; }

    /// <summary>Sequence up to which entries were deleted after their retention; 0 for none.</summary>
    public required long RetiredThrough { get; init; }

    /// <summary>Sequence of the last entry; 0 if there is none.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Time of the last entry.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>
    /// Sequence of the last anchor that the chain was compared with; 0 for none. A removal before it is detected.
    /// </summary>
    public required long AnchoredThrough { get; init; }

    /// <summary>
    /// Number of entries after the last anchor: their chain was verified, but a removal at its end cannot be detected.
    /// </summary>
    public required long AfterAnchor { get; init; }

    /// <summary>How the chain ends.</summary>
    public required AuditChainEnd End { get; init; }

    /// <summary>
    /// For <see cref="AuditChainEnd.Killed"/>: when the next process began. Entries of the last second before the end
    /// may be missing, between <see cref="LastAt"/> and this time.
    /// </summary>
    public DateTimeOffset? GapUntil { get; init; }

    /// <summary>The faults, at most 100.</summary>
    public required IReadOnlyList<AuditFault> Faults { get; init; }
}

/// <summary>How the chain of a writer ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditChainEnd>))]
public enum AuditChainEnd
{
    /// <summary>Its process runs, or ended without being succeeded by another one on its files.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Its process was stopped, and wrote all its entries.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,

    /// <summary>Its process was killed: entries of at most one second are missing.</summary>
    [JsonStringEnumMemberName("killed")]
    Killed,
}

/// <summary>One fault of a chain.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Sequence">The entry, or the first one of several that are missing.</param>
public sealed record AuditFault(AuditFaultKind Kind, long Sequence);

/// <summary>Kinds of faults.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditFaultKind>))]
public enum AuditFaultKind
{
    /// <summary>The entry was changed, replaced by another one, or moved.</summary>
    [JsonStringEnumMemberName("edited")]
    Edited,

    /// <summary>Entries are missing from this one on, and others follow.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>Two entries have this sequence.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>Entries are missing from this one up to the anchor: removed, or not delivered yet.</summary>
    [JsonStringEnumMemberName("missing_end")]
    MissingEnd,

    /// <summary>An anchor names a writer of which nothing is left.</summary>
    [JsonStringEnumMemberName("missing_writer")]
    MissingWriter,

    /// <summary>
    /// The entry differs from the anchor, although the chain matches: the key is known to the forger.
    /// </summary>
    [JsonStringEnumMemberName("anchor_differs")]
    AnchorDiffers,

    /// <summary>The record of a deletion after the retention was forged or changed.</summary>
    [JsonStringEnumMemberName("forged_retirement")]
    ForgedRetirement,
}
