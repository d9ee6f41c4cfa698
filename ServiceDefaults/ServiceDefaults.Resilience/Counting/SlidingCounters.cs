namespace ServiceDefaults.Counting;

/// <summary>
/// Counts events of a few kinds in a sliding window. The window slides in tenths, and a tenth counts until all of it is
/// older than the window. Memory use does not depend on traffic. Not thread-safe, because the owner holds a lock
/// anyway.
/// </summary>
internal sealed class SlidingCounters
{
    private const int BucketsInWindow = 10;

    // One more than the window has: the current bucket has only begun, and the oldest is partly outside of the window.
    private const int Buckets = BucketsInWindow + 1;

    private readonly int _kinds;
    private readonly int[] _counts;
    private readonly int[] _totals;
    private readonly long _frequency;
    private long _bucketLength;
    private long _start;
    private long _current;

    // Both follow from the current bucket. They spare every event two divisions.
    private long _currentEnds;
    private int _offset;

    public SlidingCounters(int kinds, TimeSpan window, TimeProvider timeProvider)
    {
        _kinds = kinds;
        _counts = new int[Buckets * kinds];
        _totals = new int[kinds];
        _frequency = timeProvider.TimestampFrequency;
        Begin(window, timeProvider.GetTimestamp());
    }

    public TimeSpan Window { get; private set; }

    public void Add(int kind, long now)
    {
        Slide(now);
        _counts[_offset + kind]++;
        _totals[kind]++;
    }

    public int Total(int kind, long now)
    {
        Slide(now);
        return _totals[kind];
    }

    /// <summary>
    /// Changes the length of the window. Old tenths do not match new ones, so all their events count as of now, for one
    /// whole window of the new length.
    /// </summary>
    public void ChangeWindow(TimeSpan window, long now)
    {
        if (window == Window)
        {
            return;
        }

        Slide(now);
        Array.Clear(_counts);
        Begin(window, now);
        _totals.CopyTo(_counts, 0);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Array.Clear(_totals);
    }

    private void Begin(TimeSpan window, long now)
    {
        (Window, _start) = (window, now);
        _bucketLength = Math.Max(1, (long)(window.TotalSeconds * _frequency / BucketsInWindow));
        MoveTo(bucket: 0);
    }

    private void MoveTo(long bucket)
    {
        (_current, _currentEnds) = (bucket, _start + ((bucket + 1) * _bucketLength));
        _offset = (int)(bucket % Buckets) * _kinds;
    }

    // A thread may call this after another thread that read the clock later; the window then stays where it is.
    private void Slide(long now)
    {
        if (now < _currentEnds)
        {
            return;
        }

        var target = (now - _start) / _bucketLength;
        for (var cleared = 0; _current < target && cleared < Buckets; cleared++)
        {
            MoveTo(_current + 1);
            for (var kind = 0; kind < _kinds; kind++)
            {
                ref var count = ref _counts[_offset + kind];
                _totals[kind] -= count;
                count = 0;
            }
        }

        MoveTo(target);
    }
}
