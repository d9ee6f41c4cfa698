namespace Drills.History;

/// <summary>What an operation does to a patient.</summary>
public enum OperationKind
{
    /// <summary>Reads the patient.</summary>
    Read,

    /// <summary>Creates the patient.</summary>
    Create,

    /// <summary>Replaces the patient.</summary>
    Replace,

    /// <summary>Deletes the patient. A patient is deleted once at most, and not created again.</summary>
    Delete,
}

/// <summary>How an operation ended, from the answer alone.</summary>
public enum Outcome
{
    /// <summary>The answer is from the primary source, or the write is acknowledged.</summary>
    Ok,

    /// <summary>The answer to a read is labelled: it is from a fallback, and as old as its age.</summary>
    Stale,

    /// <summary>A proper problem. Of a write: it was not done.</summary>
    Refused,

    /// <summary>
    /// A write that may have been done: a timeout, a lost answer, or 202 until its operation is done.
    /// </summary>
    Ambiguous,

    /// <summary>No proper answer: hung, cut off, or wrong. A write may have been done.</summary>
    Failed,
}

/// <summary>One operation of the load, as its client saw it.</summary>
public sealed record Operation
{
    /// <summary>Number of the client.</summary>
    public int Client { get; init; }

    /// <summary>What it does.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The patient it concerns.</summary>
    public required string Patient { get; init; }

    /// <summary>The idempotency key of a write. Operations with the same key are one operation.</summary>
    public string? Key { get; init; }

    /// <summary>When it was sent, on the monotonic clock of the process that sent it.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>When its answer had arrived; none if its outcome is unknown.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>
    /// The value read or written. Each write has a value of its own. None for a delete, and for a read that found no
    /// patient.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>The label of the answer: <c>primary</c>, <c>fallback</c>, <c>cache</c> or <c>default</c>.</summary>
    public string? Source { get; init; }

    /// <summary>The age that the answer states.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The HTTP status; none without an answer.</summary>
    public int? Status { get; init; }

    /// <summary>Whether the operation writes.</summary>
    public bool IsWrite => Kind != OperationKind.Read;
}

/// <summary>How often the database says that it has committed a write.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="Value">The value written; none for a delete.</param>
/// <param name="Times">How often.</param>
public sealed record CommittedWrite(string Patient, string? Value, int Times);
