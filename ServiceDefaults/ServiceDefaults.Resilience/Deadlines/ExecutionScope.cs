using Polly;

namespace ServiceDefaults.Deadlines;

/// <summary>
/// What the outermost strategy of a pipeline knows and the inner ones could not find out: whose token the caller gave, when the
/// caller will have been answered, and which attempt is running. A total timeout cancels like a caller does; only by this can a
/// circuit breaker tell the one, which is a failure of the dependency, from the other, which says nothing about it.
/// </summary>
/// <remarks>Scopes are reused: what outlives the execution must copy what it needs.</remarks>
public sealed class ExecutionScope
{
    private static readonly ResiliencePropertyKey<ExecutionScope?> Key = new("ServiceDefaults.Deadlines.Scope");

    private TimeProvider _timeProvider = TimeProvider.System;
    private long _startedAt;
    private Patience? _patience;

    /// <summary>The token of whoever called the pipeline.</summary>
    public CancellationToken Caller { get; private set; }

    /// <summary>How long the whole execution may take from its start. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>How many attempts have begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether the request that this execution serves is itself a retry, which then must not be retried here once more.</summary>
    public bool ServesRetry { get; private set; }

    /// <summary>
    /// Whether the operation has come to where it cannot be known any more whether it was carried out. It will not be retried from there.
    /// </summary>
    public bool MayHaveSucceeded { get; private set; }

    /// <summary>Whether whoever called has stopped waiting because it took too long (<see cref="Patience"/>), which says something of the dependency.</summary>
    public bool IsGivenUp => _patience is { IsExhausted: true };

    /// <summary>The time that is left; negative when it is up, <see cref="TimeSpan.MaxValue"/> when there is no limit.</summary>
    public TimeSpan Remaining => HasLimit ? Limit - _timeProvider.GetElapsedTime(_startedAt) : TimeSpan.MaxValue;

    /// <summary>
    /// Whether the execution was ended by its caller rather than by a clock of ours. When both have happened it was the clock: a caller
    /// with the same deadline leaves a moment after it.
    /// </summary>
    public bool CallerHasLeft => Caller.IsCancellationRequested && Remaining > TimeSpan.Zero;

    private bool HasLimit => Limit != Timeout.InfiniteTimeSpan;

    /// <summary>The scope of an execution, or <see langword="null"/> in a pipeline that has none.</summary>
    /// <param name="context">The execution's context.</param>
    /// <returns>The scope.</returns>
    public static ExecutionScope? Of(ResilienceContext context) =>
        context.Properties.TryGetValue(Key, out var scope) ? scope : null;

    /// <summary>Takes note of one more attempt.</summary>
    /// <returns>Its number: 1 for the first.</returns>
    public int BeginAttempt() => ++Attempts;

    /// <summary>
    /// Call it just before what cannot be taken back, such as the COMMIT of a transaction, and look at the token after it: then an attempt that
    /// is given up has either been seen here or will not go on.
    /// </summary>
    public void PassPointOfNoReturn() => MayHaveSucceeded = true;

    /// <summary>Takes that back: the other side said that nothing was done.</summary>
    public void ReturnFromThere() => MayHaveSucceeded = false;

    internal static void Attach(ResilienceContext context, ExecutionScope? scope) => context.Properties.Set(Key, scope);

    internal void Begin(TimeProvider timeProvider, TimeSpan limit, bool servesRetry, CancellationToken caller)
    {
        _timeProvider = timeProvider;
        _startedAt = timeProvider.GetTimestamp();
        _patience = Patience.Current;
        (Caller, Limit, ServesRetry, Attempts, MayHaveSucceeded) = (caller, limit, servesRetry, 0, false);
    }

    /// <summary>Whether something that was left behind still holds it, so that it must not be reused.</summary>
    internal bool IsKept { get; private set; }

    internal Patience? Patience => _patience;

    internal TimeSpan Elapsed => _timeProvider.GetElapsedTime(_startedAt);

    internal void Keep() => IsKept = true;

    internal void End()
    {
        Caller = CancellationToken.None;
        _patience = null;
        _timeProvider = TimeProvider.System;
    }
}
