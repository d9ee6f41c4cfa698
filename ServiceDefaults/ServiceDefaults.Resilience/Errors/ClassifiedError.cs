namespace ServiceDefaults.Errors;

/// <summary>
/// All that a caller may know of a failure, and all that it needs: what kind, whether and when to try again, and whether the
/// work may have been done. It holds no text, so nothing private can travel in it. From the guide's error metadata.
/// </summary>
/// <param name="Category">The kind of failure.</param>
/// <param name="Status">The HTTP status with which it is answered.</param>
public sealed record ClassifiedError(ErrorCategory Category, int Status)
{
    /// <summary>
    /// Whether the same request may be sent again. Where <see cref="MayHaveSucceeded"/> holds as well, only together with the
    /// <c>Idempotency-Key</c> of the first time.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CanRetry { get; init; }

    /// <summary>How long to wait before trying again.</summary>
    /// <value>The default is <see langword="null"/>: nothing is known, or nothing is to be retried.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the operation may have been carried out although it failed. Never true for an operation that only reads.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MayHaveSucceeded { get; init; }
}
