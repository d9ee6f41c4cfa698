namespace ServiceDefaults.Errors;

/// <summary>
/// The classification of a failure. It holds no text, so it cannot carry private data. Callers receive the first five
/// members (the guide's error metadata). <see cref="IsTransient"/> and <see cref="Origin"/> control what this process
/// does itself.
/// </summary>
/// <param name="Category">The kind of failure.</param>
/// <param name="Status">The HTTP status of the response to the caller.</param>
public sealed record ClassifiedError(ErrorCategory Category, int Status)
{
    private readonly FailureOrigin? _origin;

    /// <summary>
    /// Whether the same request may be sent again. If <see cref="MayHaveSucceeded"/> is true as well, it may be sent
    /// only with the <c>Idempotency-Key</c> of the first request.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CanRetry { get; init; }

    /// <summary>How long the caller should wait before it retries.</summary>
    /// <value>The default is <see langword="null"/>: the time is unknown, or the request must not be retried.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether the operation may have been carried out although it failed. Never true for an operation that only reads.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool MayHaveSucceeded { get; init; }

    /// <summary>
    /// Whether another attempt may succeed within moments, so that this process retries. Rejections by its own limits
    /// and circuit breakers are not transient, nor are errors that a client has already retried.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsTransient { get; init; }

    /// <summary>Where the failure comes from.</summary>
    /// <value>
    /// The default follows from the category: the dependency for unavailable and timeout, a limit for busy and rate
    /// limit, the request for business logic, not found and conflict, this service for unknown.
    /// </value>
    public FailureOrigin Origin
    {
        get => _origin ?? OriginOf(Category);
        init => _origin = value;
    }

    /// <summary>
    /// Whether the operation failed for a reason outside the request, so that a fallback may serve a read and a queue
    /// may accept a write for later delivery.
    /// </summary>
    public bool IsUnavailable =>
        Origin is FailureOrigin.Limit or FailureOrigin.Dependency or FailureOrigin.DependencyDefect;

    private static FailureOrigin OriginOf(ErrorCategory category) => category switch
    {
        ErrorCategory.ServiceUnavailable or ErrorCategory.Timeout => FailureOrigin.Dependency,
        ErrorCategory.SystemBusy or ErrorCategory.RateLimit => FailureOrigin.Limit,
        ErrorCategory.BusinessLogic or ErrorCategory.NotFound or ErrorCategory.Conflict => FailureOrigin.Request,
        _ => FailureOrigin.Service,
    };
}
