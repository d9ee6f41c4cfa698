using System.Runtime.InteropServices;

namespace ServiceDefaults.Bulkheads;

/// <summary>The decision of adaptive concurrency: a pure function.</summary>
public static class AdaptiveConcurrency
{
    /// <summary>
    /// Decides how many permits the next interval has. Too many overloaded operations take permits away, at least one.
    /// Few of them add one permit, but only if all permits were in use at some time: a limit that is not reached says
    /// nothing about the capacity above it.
    /// </summary>
    /// <param name="limit">The permits of the interval that ended.</param>
    /// <param name="maximum">The largest number of permits: <see cref="BulkheadLimits.MaxConcurrency"/>.</param>
    /// <param name="interval">What the interval counted.</param>
    /// <param name="options">The options; already validated.</param>
    /// <returns>The permits, from the minimum to the maximum.</returns>
    public static int Next(
        int limit, int maximum, in ConcurrencyInterval interval, AdaptiveConcurrencyOptions options)
    {
        var minimum = Math.Min(options.MinConcurrency, maximum);
        if (interval.Calls <= 0)
        {
            return Math.Clamp(limit, minimum, maximum);
        }

        var share = (double)interval.Overloaded / interval.Calls;
        var next = share > options.Tolerance ? Math.Min(limit - 1, (int)(limit * options.DecreaseFactor))
            : share <= options.Tolerance / 2 && interval.PeakActive >= limit ? limit + 1
            : limit;
        return Math.Clamp(next, minimum, maximum);
    }
}

/// <summary>What an interval of a bulkhead counted.</summary>
/// <param name="Calls">
/// The operations that ended and say something about the capacity of the dependency; not those that the caller
/// cancelled, that an open circuit breaker rejected, or that never reached the dependency.
/// </param>
/// <param name="Overloaded">How many of them timed out, were told to send less, or were too slow.</param>
/// <param name="PeakActive">The largest number of permits in use at the same time.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ConcurrencyInterval(int Calls, int Overloaded, int PeakActive);
