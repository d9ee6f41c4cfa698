namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// A token bucket that fills continuously. A token consists of as many units as its period has microseconds, and each
/// microsecond adds as many units as the period has tokens, so that nothing is rounded.
/// </summary>
internal sealed class BucketRule(int permits, long period, int burst) : WindowRule(burst)
{
    private readonly long _timeToFill = ((burst * period) - 1) / permits + 1;

    /// <summary>The tokens that are added in a period, and the units that are added in a microsecond.</summary>
    public int Permits => permits;

    /// <summary>The units of a token, and the microseconds of a period.</summary>
    public long Token => period;

    public override long Retention => _timeToFill;

    // A leased token that is used later would come on top of those that the bucket has collected meanwhile.
    public override bool IsLeasable => false;

    private long Capacity => Limit * period;

    public override long Advance(ref WindowState state, long now)
    {
        var elapsed = Math.Max(0, now - state.At);
        state.Level = state.At == 0 || elapsed >= _timeToFill
            ? Capacity
            : Math.Min(Capacity, state.Level + (elapsed * permits));
        state.At = Math.Max(now, state.At);
        return state.Level / period;
    }

    public override void Take(ref WindowState state, int permits) => state.Level -= permits * period;

    public override long? TimeUntil(ref WindowState state, long permits, long now)
    {
        if (permits > Limit)
        {
            return null;
        }

        var missing = (permits * period) - state.Level;
        return missing <= 0 ? 0 : (state.At - now) + ((missing - 1) / Permits) + 1;
    }
}
