namespace ServiceDefaults.Queueing;

/// <summary>The outcome of a redrive.</summary>
public enum RedriveOutcome
{
    /// <summary>
    /// The command is queued behind all waiting commands of its group keys, and has all its attempts again.
    /// </summary>
    Queued,

    /// <summary>The command is not a dead letter.</summary>
    NotDead,

    /// <summary>There is no command with this id.</summary>
    Unknown,

    /// <summary>By now its group keys belong to two groups. Try again when one of the groups is empty.</summary>
    GroupConflict,
}
