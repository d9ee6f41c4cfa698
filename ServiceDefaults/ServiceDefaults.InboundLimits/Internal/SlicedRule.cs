namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// Counts permits in slices of time. A sliding window has ten slices, and counts an eleventh, which its period covers
/// in part: so no window of that length, wherever it begins, has more permits than the limit. A fixed window is one
/// slice.
/// </summary>
internal sealed class SlicedRule : WindowRule
{
    private const int SlicesInWindow = SliceCounts.Length - 1;

    private SlicedRule(int limit, long slice, int counted) : base(limit) => (Slice, Counted) = (slice, counted);

    /// <summary>The length of a slice in microseconds.</summary>
    public long Slice { get; }

    /// <summary>The number of slices that count.</summary>
    public int Counted { get; }

    public override long Retention => Slice * Counted;

    public override bool IsLeasable => true;

    public static SlicedRule Sliding(int limit, long period) => new(
        limit, ((period - 1) / SlicesInWindow) + 1, SliceCounts.Length);

    public static SlicedRule Fixed(int limit, long period) => new(limit, period, counted: 1);

    public override long Advance(ref WindowState state, long now)
    {
        // The clock may be set back: the newest slice stays the newest until the clock has passed it again.
        var newest = Math.Max(now / Slice, state.At);
        var shift = newest - state.At;
        long used = 0;
        for (var age = Counted - 1; age >= 0; age--)
        {
            var count = age >= shift ? state.Slices[(int)(age - shift)] : 0;
            state.Slices[age] = count;
            used += count;
        }

        state.At = newest;
        return Limit - used;
    }

    public override void Take(ref WindowState state, int permits) => state.Slices[0] += permits;

    public override long? TimeUntil(ref WindowState state, long permits, long now)
    {
        if (permits > Limit)
        {
            return null;
        }

        long left = Limit;
        for (var age = 0; age < Counted; age++)
        {
            left -= state.Slices[age];
        }

        long wait = 0;
        for (var age = Counted - 1; age >= 0 && left < permits; age--)
        {
            left += state.Slices[age];
            wait = ((state.At - age + Counted) * Slice) - now;
        }

        return wait;
    }
}
