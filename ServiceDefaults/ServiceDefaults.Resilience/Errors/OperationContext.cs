namespace ServiceDefaults.Errors;

/// <summary>What has to be known of an operation to tell what its failure means.</summary>
/// <param name="IsSafe">
/// Whether the operation only reads (GET, HEAD, OPTIONS), so that nothing can have happened. Default <see langword="false"/>: assume the worse.
/// </param>
/// <param name="CallerAborted">The caller's own token: when it is cancelled, the operation was not wanted any more, which is no error.</param>
public readonly record struct OperationContext(bool IsSafe = false, CancellationToken CallerAborted = default);
