using System.Collections.Concurrent;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// The partitions of one tier, at most a given number. Each tier has a table of its own, so that many addresses cannot
/// displace authenticated callers. A partition is removed only when it is as good as unused; while all are in use,
/// further callers share one, so that no caller gains permits by displacing itself. Thread-safe.
/// </summary>
internal sealed class PartitionTable(string tier, TimeProvider time)
{
    private const long SweepIntervalMicroseconds = 1_000_000;

    private readonly ConcurrentDictionary<InboundPartition, Partition> _partitions = new();
    private readonly Partition _overflow = new(InboundPartition.ForOverflow(tier), time);
    private int _count;
    private long _nextSweep;

    public int Count => Volatile.Read(ref _count);

    public Partition Get(in InboundPartition key, int maximum, long retention, long now)
    {
        while (true)
        {
            if (_partitions.TryGetValue(key, out var known))
            {
                if (known.TryTouch(now))
                {
                    return known;
                }
            }
            else if (!TryReserve(maximum, retention, now))
            {
                return _overflow;
            }
            else
            {
                var made = new Partition(key, time);
                made.TryTouch(now);
                if (_partitions.TryAdd(key, made))
                {
                    return made;
                }

                Interlocked.Decrement(ref _count);
            }
        }
    }

    private bool TryReserve(int maximum, long retention, long now)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (Interlocked.Increment(ref _count) <= maximum)
            {
                return true;
            }

            Interlocked.Decrement(ref _count);
            Sweep(retention, now);
        }

        return false;
    }

    // One thread at a time, and not for each request while the table is full.
    private void Sweep(long retention, long now)
    {
        var next = Volatile.Read(ref _nextSweep);
        if (now < next || Interlocked.CompareExchange(ref _nextSweep, now + SweepIntervalMicroseconds, next) != next)
        {
            return;
        }

        foreach (var (key, partition) in _partitions)
        {
            if (partition.TryRemove(now - retention))
            {
                _partitions.TryRemove(KeyValuePair.Create(key, partition));
                Interlocked.Decrement(ref _count);
            }
        }
    }
}
