namespace ServiceDefaults.Queueing;

/// <summary>The state of a command.</summary>
public enum CommandState
{
    /// <summary>The command waits for its turn.</summary>
    Queued,

    /// <summary>A worker holds the command.</summary>
    Delivering,

    /// <summary>The command was executed.</summary>
    Succeeded,

    /// <summary>The command was delivered, and the receiver rejected it for good.</summary>
    Refused,

    /// <summary>
    /// The command is a dead letter: it could not be delivered. It no longer blocks those behind it, and an operator
    /// can redrive it.
    /// </summary>
    Dead,
}
