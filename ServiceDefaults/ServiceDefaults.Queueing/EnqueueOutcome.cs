namespace ServiceDefaults.Queueing;

/// <summary>The outcome of an enqueue call.</summary>
public enum EnqueueOutcome
{
    /// <summary>The command is queued. The server has acknowledged it.</summary>
    Accepted,

    /// <summary>The command was queued before, and may be finished by now.</summary>
    AlreadyThere,

    /// <summary>A different command was queued under this key. Nothing was changed.</summary>
    DifferentPayload,

    /// <summary>The queue has reached its maximum length. Nothing was changed.</summary>
    Full,

    /// <summary>
    /// The group keys belong to two groups that are delivered independently, so no position keeps the order of both.
    /// Nothing was changed.
    /// </summary>
    GroupConflict,
}

/// <summary>The outcome of an enqueue call, and the id of the command.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Id">The id of the command, derived from its owner and key.</param>
public readonly record struct EnqueueResult(EnqueueOutcome Outcome, string Id);
