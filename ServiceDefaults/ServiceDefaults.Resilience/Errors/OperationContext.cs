namespace ServiceDefaults.Errors;

/// <summary>The facts about an operation that determine what its failure means.</summary>
/// <param name="IsSafe">
/// Whether the operation only reads (GET, HEAD, OPTIONS), so that it has no side effects. Default
/// <see langword="false"/>: side effects are possible.
/// </param>
/// <param name="CallerAborted">
/// The caller's own token. When it is cancelled, the caller does not need the result any more, which is no error.
/// </param>
public readonly record struct OperationContext(bool IsSafe = false, CancellationToken CallerAborted = default);
