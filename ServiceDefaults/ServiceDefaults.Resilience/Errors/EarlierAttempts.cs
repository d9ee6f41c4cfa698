namespace ServiceDefaults.Errors;

/// <summary>
/// A mark left by a retry: an attempt before the last may have been carried out. Without it, an operation that timed out and
/// was then refused a connection would be reported by its last attempt alone, as if nothing could have happened.
/// </summary>
public static class EarlierAttempts
{
    private const string Key = "ServiceDefaults.Errors.EarlierAttemptMayHaveSucceeded";

    private static readonly HttpRequestOptionsKey<bool> RequestKey = new(Key);

    /// <summary>Marks the exception in which the last attempt ended.</summary>
    /// <param name="exception">The exception.</param>
    public static void MarkMayHaveSucceeded(this Exception exception) => exception.Data[Key] = true;

    /// <summary>Marks the request whose last attempt ended in an error response.</summary>
    /// <param name="request">The request.</param>
    public static void MarkMayHaveSucceeded(this HttpRequestMessage request) => request.Options.Set(RequestKey, true);

    /// <summary>Whether the exception carries the mark.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Whether an earlier attempt may have been carried out.</returns>
    public static bool MayHaveSucceeded(this Exception exception) => exception.Data[Key] is true;

    /// <summary>Whether the request carries the mark.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Whether an earlier attempt may have been carried out.</returns>
    public static bool MayHaveSucceeded(this HttpRequestMessage request) => request.Options.TryGetValue(RequestKey, out var marked) && marked;
}
