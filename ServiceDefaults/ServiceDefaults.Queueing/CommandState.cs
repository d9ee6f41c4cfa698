namespace ServiceDefaults.Queueing;

/// <summary>How far a command has come.</summary>
public enum CommandState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>A worker has it.</summary>
    Delivering,

    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was delivered, and the answer was a final no.</summary>
    Refused,

    /// <summary>It could not be delivered. It no longer blocks those behind it, and can be queued again by an operator.</summary>
    Dead,
}
