namespace ServiceDefaults.Errors;

/// <summary>
/// A mark left by a client that knows that no attempt of its request has left: it waited for a place or for a connection until the time was up, say.
/// Without it, a timeout has to be told as one after which anything may have happened.
/// </summary>
public static class UnsentRequests
{
    private const string Key = "ServiceDefaults.Errors.Unsent";

    /// <summary>Marks the exception in which the request ended.</summary>
    /// <param name="exception">The exception.</param>
    public static void MarkUnsent(this Exception exception) => exception.Data[Key] = true;

    /// <summary>Whether the exception carries the mark.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Whether nothing was sent, so that nothing can have been done.</returns>
    public static bool IsUnsent(this Exception exception) => exception.Data[Key] is true;
}
