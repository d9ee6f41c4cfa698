namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>How many permits were taken and refused in the last period, in tenths of it. Thread-safe.</summary>
internal sealed class RecentCounts(TimeSpan period)
{
    private readonly SlicedRule _rule = SlicedRule.Sliding(int.MaxValue, (long)period.TotalMicroseconds);

    private readonly Lock _lock = new();
    private WindowState _allowed;
    private WindowState _refused;

    public void Allow(int permits, long now)
    {
        lock (_lock)
        {
            _rule.Advance(ref _allowed, now);
            _rule.Take(ref _allowed, permits);
        }
    }

    public void Refuse(long now)
    {
        lock (_lock)
        {
            _rule.Advance(ref _refused, now);
            _rule.Take(ref _refused, 1);
        }
    }

    public (long Allowed, long Refused) Read(long now)
    {
        lock (_lock)
        {
            return (_rule.Limit - _rule.Advance(ref _allowed, now), _rule.Limit - _rule.Advance(ref _refused, now));
        }
    }
}
