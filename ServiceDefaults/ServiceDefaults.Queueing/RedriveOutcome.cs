namespace ServiceDefaults.Queueing;

/// <summary>What became of a dead command that was to be queued again.</summary>
public enum RedriveOutcome
{
    /// <summary>It is queued, behind whatever waits of its subjects, with all its attempts before it.</summary>
    Queued,

    /// <summary>It is not dead.</summary>
    NotDead,

    /// <summary>There is none of this id.</summary>
    Unknown,

    /// <summary>Its subjects by now belong to two lines of commands. Try again when one of them is empty.</summary>
    SubjectsConflict,
}
