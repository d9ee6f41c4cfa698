namespace ServiceDefaults.Errors;

/// <summary>
/// The one judgement of a failure. It holds no text, so nothing private can travel in it. The first five members are told to callers (the guide's error
/// metadata); by <see cref="IsTransient"/> and <see cref="Origin"/> this process decides what it does itself.
/// </summary>
/// <param name="Category">The kind of failure.</param>
/// <param name="Status">The HTTP status with which it is answered.</param>
public sealed record ClassifiedError(ErrorCategory Category, int Status)
{
    private readonly FailureOrigin? _origin;

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

    /// <summary>
    /// Whether another attempt may succeed within moments, so that the retry of this process makes one. Our own limits and circuits are not transient, nor is what a
    /// client has already retried.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsTransient { get; init; }

    /// <summary>Whose failure it is.</summary>
    /// <value>The default follows from the category: unavailable and timeout are the dependency's, busy and rate limit a limit's, refusals the request's.</value>
    public FailureOrigin Origin
    {
        get => _origin ?? OriginOf(Category);
        init => _origin = value;
    }

    /// <summary>
    /// Whether the operation failed for a reason that lies outside the request, so that a fallback may answer a read and a queue may keep a write for later.
    /// </summary>
    public bool IsUnavailable => Origin is FailureOrigin.Limit or FailureOrigin.Dependency or FailureOrigin.DependencyDefect;

    private static FailureOrigin OriginOf(ErrorCategory category) => category switch
    {
        ErrorCategory.ServiceUnavailable or ErrorCategory.Timeout => FailureOrigin.Dependency,
        ErrorCategory.SystemBusy or ErrorCategory.RateLimit => FailureOrigin.Limit,
        ErrorCategory.BusinessLogic or ErrorCategory.NotFound or ErrorCategory.Conflict => FailureOrigin.Request,
        _ => FailureOrigin.Service,
    };
}
