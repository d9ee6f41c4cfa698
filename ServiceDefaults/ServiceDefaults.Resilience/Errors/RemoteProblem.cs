namespace ServiceDefaults.Errors;

/// <summary>An error response of a dependency.</summary>
/// <param name="Error">The classification, rebuilt from the response.</param>
/// <param name="Body">
/// The problem details (RFC 9457), byte for byte; empty when the response has none, or none that can be read.
/// </param>
public sealed record RemoteProblem(ClassifiedError Error, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Whether the caller receives <see cref="Body"/> unchanged: it says what is wrong with the request, and only the
    /// dependency can determine that.
    /// </summary>
    public bool IsForCaller => !Body.IsEmpty
        && Error.Category is ErrorCategory.BusinessLogic or ErrorCategory.NotFound or ErrorCategory.Conflict;
}
