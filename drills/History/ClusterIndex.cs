namespace Drills.History;

/// <summary>
/// Finds a cluster that contradicts a zone, in O(log n): of the clusters whose first end is before the zone's last
/// start, one that started after the zone's first end. Each would have to come before the other.
/// </summary>
internal sealed class ClusterIndex
{
    private readonly Cluster[] _byFirstEnd;
    private readonly TimeSpan[] _firstEnds;
    private readonly (Cluster Latest, Cluster? Second)[] _latest;

    public ClusterIndex(IEnumerable<Cluster> clusters)
    {
        _byFirstEnd = [.. clusters.OrderBy(cluster => cluster.FirstEnd)];
        _firstEnds = Array.ConvertAll(_byFirstEnd, cluster => cluster.FirstEnd);
        _latest = new (Cluster, Cluster?)[_byFirstEnd.Length];
        for (var index = 0; index < _byFirstEnd.Length; index++)
        {
            var cluster = _byFirstEnd[index];
            _latest[index] = index == 0 ? (cluster, null) : Merge(_latest[index - 1], cluster);
        }
    }

    /// <summary>The clusters in the order of their first ends.</summary>
    public IReadOnlyList<Cluster> All => _byFirstEnd;

    /// <summary>Returns a cluster that contradicts the zone, or nothing.</summary>
    /// <param name="firstEnd">When the first operation of the zone ended.</param>
    /// <param name="lastStart">When its last operation started.</param>
    /// <param name="own">The cluster of the zone itself.</param>
    public Cluster? FindContradiction(TimeSpan firstEnd, TimeSpan lastStart, Cluster own)
    {
        var earlier = CountBefore(lastStart);
        if (earlier == 0)
        {
            return null;
        }

        var (latest, second) = _latest[earlier - 1];
        var other = ReferenceEquals(latest, own) ? second : latest;
        return other is not null && other.LastStart > firstEnd ? other : null;
    }

    private static (Cluster Latest, Cluster? Second) Merge((Cluster Latest, Cluster? Second) best, Cluster next) =>
        next.LastStart > best.Latest.LastStart ? (next, best.Latest)
        : best.Second is null || next.LastStart > best.Second.LastStart ? (best.Latest, next)
        : best;

    private int CountBefore(TimeSpan time)
    {
        var (low, high) = (0, _firstEnds.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _firstEnds[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
