namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>How many permits were taken and refused in the last minute, in tenths of it. Thread-safe.</summary>
internal sealed class MinuteCounts
{
    private static readonly SlicedRule Minute = SlicedRule.Sliding(
        int.MaxValue, (long)TimeSpan.FromMinutes(1).TotalMicroseconds);

    private readonly Lock _lock = new();
    private WindowState _allowed;
    private WindowState _refused;

    public void Allow(int permits, long now)
    {
        lock (_lock)
        {
            Minute.Advance(ref _allowed, now);
            Minute.Take(ref _allowed, permits);
        }
    }

    public void Refuse(long now)
    {
        lock (_lock)
        {
            Minute.Advance(ref _refused, now);
            Minute.Take(ref _refused, 1);
        }
    }

    public (long Allowed, long Refused) Read(long now)
    {
        lock (_lock)
        {
            return (Minute.Limit - Minute.Advance(ref _allowed, now), Minute.Limit - Minute.Advance(ref _refused, now));
        }
    }
}
