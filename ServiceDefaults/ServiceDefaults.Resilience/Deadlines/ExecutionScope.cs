using Polly;

namespace ServiceDefaults.Deadlines;

/// <summary>
/// The state of one pipeline execution: the caller's token, the time limit and the number of attempts. With it the
/// circuit breaker can distinguish a total timeout, which is a failure of the dependency, from a cancellation by the
/// caller, which says nothing about the dependency.
/// </summary>
/// <remarks>Scopes are reused: code that outlives the execution must copy what it needs.</remarks>
public sealed class ExecutionScope
{
    // A short name, because each execution hashes it several times.
    private static readonly ResiliencePropertyKey<ExecutionScope?> Key = new("sd.scope");

    private TimeProvider _timeProvider = TimeProvider.System;
    private long _startedAt;
    private SoftTimeoutSignal? _softTimeout;

    /// <summary>The token of the caller of the pipeline.</summary>
    public CancellationToken Caller { get; private set; }

    /// <summary>
    /// How long the whole execution may take from its start. <see cref="Timeout.InfiniteTimeSpan"/>: without limit.
    /// </summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>The number of attempts that have started.</summary>
    public int Attempts { get; private set; }

    /// <summary>The delays between the attempts, added up; the retry that waits them adds them.</summary>
    public TimeSpan RetryDelays { get; private set; }

    /// <summary>
    /// Whether the request that this execution serves is itself a retry, which must not be retried here again.
    /// </summary>
    public bool ServesRetry { get; private set; }

    /// <summary>
    /// Whether the operation has reached the point from which its outcome may stay unknown. It is not retried after
    /// that.
    /// </summary>
    public bool MayHaveSucceeded { get; private set; }

    /// <summary>
    /// The remaining time; negative when the limit has passed, <see cref="TimeSpan.MaxValue"/> when there is no limit.
    /// </summary>
    public TimeSpan Remaining => HasLimit ? Limit - _timeProvider.GetElapsedTime(_startedAt) : TimeSpan.MaxValue;

    /// <summary>
    /// Whether the caller ended the execution, rather than a timeout of this process. When both have happened, the
    /// timeout counts: a caller with the same deadline cancels a moment later.
    /// </summary>
    public bool CallerHasLeft => Caller.IsCancellationRequested && Remaining > TimeSpan.Zero;

    private bool HasLimit => Limit != Timeout.InfiniteTimeSpan;

    /// <summary>The scope of an execution, or <see langword="null"/> in a pipeline that has none.</summary>
    /// <param name="context">The execution's context.</param>
    /// <returns>The scope.</returns>
    public static ExecutionScope? Of(ResilienceContext context) =>
        context.Properties.TryGetValue(Key, out var scope) ? scope : null;

    /// <summary>Counts one more attempt.</summary>
    /// <returns>Its number: 1 for the first.</returns>
    public int BeginAttempt() => ++Attempts;

    /// <summary>
    /// Call this just before a step that cannot be undone, such as the COMMIT of a transaction, and check the
    /// cancellation token after it: an attempt that times out has then either been recorded here or does not take the
    /// step.
    /// </summary>
    public void MarkCommitStarted() => MayHaveSucceeded = true;

    /// <summary>
    /// Reverts <see cref="MarkCommitStarted"/>, when the other side has confirmed that nothing was done.
    /// </summary>
    public void MarkRolledBack() => MayHaveSucceeded = false;

    internal static void Attach(ResilienceContext context, ExecutionScope? scope) => context.Properties.Set(Key, scope);

    internal void Begin(TimeProvider timeProvider, TimeSpan limit, bool servesRetry, CancellationToken caller)
    {
        _timeProvider = timeProvider;
        _startedAt = timeProvider.GetTimestamp();
        _softTimeout = SoftTimeoutSignal.Current;
        (Caller, Limit, ServesRetry) = (caller, limit, servesRetry);
        (Attempts, RetryDelays, MayHaveSucceeded) = (0, TimeSpan.Zero, false);
    }

    /// <summary>Whether an abandoned operation still uses the scope, so that it must not be reused.</summary>
    internal bool IsReusePrevented { get; private set; }

    internal SoftTimeoutSignal? SoftTimeout => _softTimeout;

    internal TimeSpan ElapsedAt(long timestamp) => _timeProvider.GetElapsedTime(_startedAt, timestamp);

    internal void AddRetryDelay(TimeSpan delay) => RetryDelays += delay;

    internal void PreventReuse() => IsReusePrevented = true;

    internal void End()
    {
        Caller = CancellationToken.None;
        _softTimeout = null;
        _timeProvider = TimeProvider.System;
    }
}
