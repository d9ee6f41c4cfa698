using System.Numerics;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>
/// Log-scaled buckets: 16 for each power of two, so each is at most 1/16 wider than its lower bound. The first 16 have
/// one unit each.
/// </summary>
internal static class LatencyBuckets
{
    private const int BitsInOctave = 4;
    private const int InOctave = 1 << BitsInOctave;

    // 62.5 microseconds: finer than any call over a network, and 2^24 of them are 17 minutes.
    private const long TicksInUnit = 625;
    private const int MaxBits = 24;
    private const long MaxUnits = (1L << MaxBits) - 1;

    public const int Count = (MaxBits - BitsInOctave + 1) * InOctave;

    public static int IndexOf(TimeSpan duration)
    {
        var units = Math.Clamp(duration.Ticks / TicksInUnit, 0, MaxUnits);
        if (units < InOctave)
        {
            return (int)units;
        }

        var shift = BitOperations.Log2((ulong)units) - BitsInOctave;
        return (shift * InOctave) + (int)(units >> shift);
    }

    /// <summary>The upper bound of a bucket, which no duration in it reaches, in seconds.</summary>
    public static double UpperBound(int index)
    {
        var octave = index / InOctave;
        var shift = Math.Max(0, octave - 1);
        var units = (long)(index - (shift * InOctave) + 1) << shift;
        return TimeSpan.FromTicks(units * TicksInUnit).TotalSeconds;
    }
}
