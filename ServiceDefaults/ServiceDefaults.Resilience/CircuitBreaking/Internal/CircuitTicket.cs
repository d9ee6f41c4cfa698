namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>What a call got at the gate, to be shown again with its result.</summary>
/// <param name="IsAdmitted">Whether the call may go.</param>
/// <param name="Generation">The generation that let it in: results that come back in a later one are dropped.</param>
/// <param name="Probe">The number of its probe lease; 0 for an ordinary call.</param>
/// <param name="StartedAt">When it went in, by the clock's timestamps; 0 where nobody asks for slow calls.</param>
/// <param name="RetryAfter">When a rejected call may come again, if that is known.</param>
internal readonly record struct CircuitTicket(bool IsAdmitted, long Generation, long Probe = 0, long StartedAt = 0, TimeSpan? RetryAfter = null)
{
    /// <summary>The generation of no circuit: the result will say nothing to anybody.</summary>
    public const long Unrecorded = -1;

    public static CircuitTicket Unwatched { get; } = new(IsAdmitted: true, Unrecorded);

    public static CircuitTicket Rejected(TimeSpan? retryAfter) => new(IsAdmitted: false, Unrecorded, RetryAfter: retryAfter);
}
