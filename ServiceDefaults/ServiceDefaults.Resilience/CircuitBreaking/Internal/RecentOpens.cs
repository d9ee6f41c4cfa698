namespace ServiceDefaults.CircuitBreaking.Internal;

/// <summary>
/// The times at which a circuit last opened. The guide calls a circuit unstable that opens more than three times in
/// five minutes.
/// </summary>
internal sealed class RecentOpens(TimeProvider timeProvider)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int Capacity = 16;

    private long[] _moments = [];
    private long _count;

    public void Add(long now)
    {
        // Allocated late, because most circuits never open.
        if (_moments.Length == 0)
        {
            _moments = new long[Capacity];
        }

        _moments[_count++ % Capacity] = now;
    }

    public int CountAt(long now)
    {
        var recent = 0;
        for (var index = 0; index < Math.Min(_count, Capacity); index++)
        {
            recent += timeProvider.GetElapsedTime(_moments[index], now) < Window ? 1 : 0;
        }

        return recent;
    }
}
