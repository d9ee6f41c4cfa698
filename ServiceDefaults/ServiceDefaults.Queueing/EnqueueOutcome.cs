namespace ServiceDefaults.Queueing;

/// <summary>What became of a command that was to be queued.</summary>
public enum EnqueueOutcome
{
    /// <summary>It is queued. The server has acknowledged it.</summary>
    Accepted,

    /// <summary>It had been queued before, and may be finished by now.</summary>
    AlreadyThere,

    /// <summary>Another command was queued under this key. Nothing was changed.</summary>
    DifferentPayload,

    /// <summary>The queue has its full length. Nothing was changed.</summary>
    Full,

    /// <summary>Its subjects belong to two lines of commands that wait independently, so there is no order in which it could stand. Nothing was changed.</summary>
    SubjectsConflict,
}

/// <summary>What became of it, and what it is called.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Id">The command's id, which owner and key determine.</param>
public readonly record struct EnqueueResult(EnqueueOutcome Outcome, string Id);
