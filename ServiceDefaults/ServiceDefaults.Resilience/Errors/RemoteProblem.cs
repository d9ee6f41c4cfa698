namespace ServiceDefaults.Errors;

/// <summary>An error answer of a dependency.</summary>
/// <param name="Error">The classification that was rebuilt from it.</param>
/// <param name="Body">
/// The problem details (RFC 9457) as they came, byte for byte; empty when there were none, or none that could be read.
/// </param>
public sealed record RemoteProblem(ClassifiedError Error, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Whether the caller is to see <see cref="Body"/> as it is: it says what is wrong with the request, which only the dependency knows.
    /// </summary>
    public bool IsForCaller => !Body.IsEmpty && Error.Category is ErrorCategory.BusinessLogic or ErrorCategory.NotFound or ErrorCategory.Conflict;
}
