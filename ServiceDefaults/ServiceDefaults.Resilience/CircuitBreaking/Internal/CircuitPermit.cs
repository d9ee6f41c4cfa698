namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>The circuit breaker's decision about a call; passed back with the call's result.</summary>
/// <param name="IsAdmitted">Whether the call may proceed.</param>
/// <param name="Generation">
/// The generation that admitted the call; results that arrive in a later one are dropped.
/// </param>
/// <param name="Probe">The number of the call's probe lease; 0 for an ordinary call.</param>
/// <param name="StartedAt">The timestamp of the admission; 0 when slow calls are not counted.</param>
/// <param name="RetryDelays">How long the call waited between its attempts, which does not make it slow.</param>
/// <param name="RetryAfter">When a rejected call may be tried again; <see langword="null"/> if unknown.</param>
internal readonly record struct CircuitPermit(
    bool IsAdmitted, long Generation, long Probe = 0, long StartedAt = 0, TimeSpan RetryDelays = default,
    TimeSpan? RetryAfter = null)
{
    /// <summary>A generation that no circuit has, so the result is not recorded.</summary>
    public const long Unrecorded = -1;

    public static CircuitPermit Unwatched { get; } = new(IsAdmitted: true, Unrecorded);

    public static CircuitPermit Rejected(TimeSpan? retryAfter) => new(
        IsAdmitted: false, Unrecorded, RetryAfter: retryAfter);
}
