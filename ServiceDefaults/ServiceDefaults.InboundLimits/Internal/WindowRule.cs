namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// The arithmetic of one window: pure functions of a state and a time in microseconds. The script in Redis does the
/// same (<see cref="InboundLimitScript"/>).
/// </summary>
internal abstract class WindowRule(int limit)
{
    /// <summary>The largest number of permits at once.</summary>
    public int Limit => limit;

    /// <summary>After this many microseconds without a permit a state is as good as unused.</summary>
    public abstract long Retention { get; }

    /// <summary>
    /// Whether permits that are leased now can be used until the slice ends without breaking the limit.
    /// </summary>
    public abstract bool IsLeasable { get; }

    /// <summary>Creates the rule of a window, with a share of its permits.</summary>
    /// <param name="options">The options; already validated.</param>
    /// <param name="replicas">The number of equal shares; 1 for all permits. A share has at least one permit.</param>
    public static WindowRule Create(InboundWindowOptions options, int replicas)
    {
        var (permits, period) = (Share(options.Permits, replicas), (long)options.Period.TotalMicroseconds);
        return options.Algorithm switch
        {
            InboundLimitAlgorithm.SlidingWindow => SlicedRule.Sliding(permits, period),
            InboundLimitAlgorithm.FixedWindow => SlicedRule.Fixed(permits, period),
            // The rate is divided by a longer period, which no rounding makes larger.
            _ => new BucketRule(
                options.Permits, period * replicas, Share(options.Burst ?? options.Permits, replicas)),
        };
    }

    /// <summary>Moves a state to the given time.</summary>
    /// <returns>The permits left; negative after the limit was lowered.</returns>
    public abstract long Advance(ref WindowState state, long now);

    /// <summary>Takes permits. Call <see cref="Advance"/> first.</summary>
    public abstract void Take(ref WindowState state, int permits);

    /// <summary>The microseconds until so many permits are left. Call <see cref="Advance"/> first.</summary>
    /// <returns>0 if they are left now, <see langword="null"/> if there can never be so many.</returns>
    public abstract long? TimeUntil(ref WindowState state, long permits, long now);

    private static int Share(int permits, int replicas) => Math.Max(1, permits / replicas);
}
