using ServiceDefaults.InboundLimits;

namespace ServiceDefaults.Tests.InboundLimits;

/// <summary>A naive limiter: it stores every permit and sums them for each check. Times are in microseconds.</summary>
internal sealed class LimitModel(params IReadOnlyList<InboundWindowOptions> windows)
{
    private readonly List<(long At, int Permits)> _taken = [];

    public bool TryTake(long now, int permits)
    {
        if (!windows.All(window => Left(window, now) >= permits))
        {
            return false;
        }

        _taken.Add((now, permits));
        return true;
    }

    /// <summary>The remaining permits of a window.</summary>
    public long Left(InboundWindowOptions window, long now) => window.Algorithm switch
    {
        InboundLimitAlgorithm.SlidingWindow => window.Permits - _taken
            .Where(taken => taken.At / SliceOf(window) > (now / SliceOf(window)) - 11).Sum(taken => taken.Permits),
        InboundLimitAlgorithm.FixedWindow => window.Permits - _taken
            .Where(taken => taken.At / PeriodOf(window) == now / PeriodOf(window)).Sum(taken => taken.Permits),
        _ => LevelOf(window, now),
    };

    /// <summary>Whether the limit of the window holds, by its definition.</summary>
    public static void AssertKept(InboundWindowOptions window, IReadOnlyList<(long At, int Permits)> taken)
    {
        var period = PeriodOf(window);
        for (var last = 0; last < taken.Count; last++)
        {
            var end = taken[last].At;
            long sum = 0;
            for (var first = last; first >= 0; first--)
            {
                var length = end - taken[first].At;
                sum += taken[first].Permits;
                var allowed = window.Algorithm switch
                {
                    InboundLimitAlgorithm.SlidingWindow => length < period ? window.Permits : long.MaxValue,
                    InboundLimitAlgorithm.FixedWindow =>
                        taken[first].At / period == end / period ? window.Permits : long.MaxValue,
                    _ => (window.Burst ?? window.Permits) + (length * window.Permits / period),
                };
                Assert.True(
                    sum <= allowed,
                    $"{window.Algorithm} {window.Permits} per {window.Period}: {sum} permits in {length} us");
            }
        }
    }

    private static long PeriodOf(InboundWindowOptions window) => (long)window.Period.TotalMicroseconds;

    private static long SliceOf(InboundWindowOptions window) => (PeriodOf(window) + 9) / 10;

    private long LevelOf(InboundWindowOptions window, long now)
    {
        var (period, capacity) = (PeriodOf(window), (window.Burst ?? window.Permits) * PeriodOf(window));
        var (level, at) = ((Int128)capacity, _taken.Count == 0 ? now : _taken[0].At);
        foreach (var taken in _taken.Append((At: now, Permits: 0)))
        {
            level = Int128.Min(capacity, level + ((Int128)(taken.At - at) * window.Permits));
            level -= (Int128)taken.Permits * period;
            at = taken.At;
        }

        return (long)(level / period);
    }
}
