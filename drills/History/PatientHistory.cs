namespace Drills.History;

/// <summary>
/// Decides on the history of one patient: a register that is created, replaced, and deleted once at most. O(n log n).
/// </summary>
internal sealed class PatientHistory
{
    private readonly string _patient;
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, Cluster> _byValue = new(StringComparer.Ordinal);
    private readonly Cluster _initial = new(write: null);
    private readonly Cluster? _deleted;
    private readonly Operation[] _reads;
    private TimeSpan _firstChange = TimeSpan.MaxValue;

    /// <exception cref="ArgumentException">Two writes have one value, or the patient is deleted twice.</exception>
    public PatientHistory(string patient, IReadOnlyCollection<Operation> operations)
    {
        _patient = patient;
        foreach (var write in operations.Where(operation => operation.IsWrite))
        {
            var cluster = new Cluster(write);
            if (write.Kind != OperationKind.Delete)
            {
                if (!_byValue.TryAdd(write.Value!, cluster))
                {
                    throw new ArgumentException(
                        $"Two writes of patient {patient} have the value '{write.Value}'.", nameof(operations));
                }
            }
            else if (write.Outcome != Outcome.Refused)
            {
                _deleted = _deleted is null
                    ? cluster
                    : throw new ArgumentException(
                        $"Two operations delete patient {patient}; a history may have one delete of each.",
                        nameof(operations));
            }
        }

        _reads = [.. operations.Where(operation => !operation.IsWrite && operation.End is not null)];
    }

    /// <summary>Checks the answers labelled <c>primary</c>, then each labelled answer against them.</summary>
    public IReadOnlyList<Violation> Check()
    {
        AssignPrimaryReads();
        var index = new ClusterIndex(
            [
                _initial,
                .. Writes.Where(cluster => cluster is { HasHappened: true, Write.Outcome: not Outcome.Refused }),
            ]);
        var contradicted = CheckClusters(index);
        foreach (var read in _reads.Where(read => read.Outcome == Outcome.Stale))
        {
            CheckStale(read, index, contradicted);
        }

        return _violations;
    }

    private IEnumerable<Cluster> Writes => _deleted is null ? _byValue.Values : _byValue.Values.Append(_deleted);

    private void AssignPrimaryReads()
    {
        var primary = _reads.Where(read => read.Outcome == Outcome.Ok).ToList();
        foreach (var read in primary.Where(read => read.Value is not null))
        {
            ClusterOf(read)?.Add(read);
        }

        // A read that found nothing came before the create or after the delete. It can be before the create exactly if
        // nothing had ended when it started that shows a change. A labelled answer shows one, too.
        _firstChange = Writes.Select(cluster => cluster.FirstEnd)
            .Concat(_reads.Where(read => read.Value is not null).Select(read => read.End!.Value))
            .DefaultIfEmpty(TimeSpan.MaxValue).Min();
        foreach (var read in primary.Where(read => read.Value is null))
        {
            ClusterOf(read)?.Add(read);
        }
    }

    private HashSet<Cluster> CheckClusters(ClusterIndex index)
    {
        var contradicted = new HashSet<Cluster>();
        foreach (var cluster in index.All)
        {
            if (index.FindContradiction(cluster.FirstEnd, cluster.LastStart, cluster) is { } other
                && contradicted.Add(cluster) && contradicted.Add(other))
            {
                Add(ViolationKind.NotLinearizable, [
                    .. new[] { cluster.Write, cluster.First, cluster.Last, other.Write, other.First, other.Last }
                        .OfType<Operation>().Distinct()
                ]);
            }
        }

        return contradicted;
    }

    // The answer was true at some time since its as-of time, which is not before its start minus its age.
    private void CheckStale(Operation read, ClusterIndex index, HashSet<Cluster> contradicted)
    {
        var asOf = read with { Start = read.Start - read.Age };
        if (ClusterOf(asOf, read) is not { } cluster || contradicted.Contains(cluster))
        {
            return;
        }

        var firstEnd = read.End!.Value < cluster.FirstEnd ? read.End.Value : cluster.FirstEnd;
        var lastStart = asOf.Start > cluster.LastStart ? asOf.Start : cluster.LastStart;
        if (index.FindContradiction(firstEnd, lastStart, cluster) is { } other)
        {
            Add(
                ViolationKind.OlderThanAge,
                [
                    read,
                    .. new[] { cluster.Write, other.Write, other.First, other.Last }.OfType<Operation>().Distinct(),
                ]);
        }
    }

    private Cluster? ClusterOf(Operation read, Operation? original = null)
    {
        var cluster = read.Value is null
            ? _deleted is null || read.Start <= _firstChange ? _initial : _deleted
            : _byValue.GetValueOrDefault(read.Value);
        ViolationKind? violation = cluster switch
        {
            null => ViolationKind.Unwritten,
            { Write.Outcome: Outcome.Refused } => ViolationKind.RefusedButRead,
            { Write: { } write } when read.End < write.Start => ViolationKind.ReadBeforeWrite,
            _ => null,
        };
        if (violation is { } kind)
        {
            Add(kind, [original ?? read, .. cluster?.Write is { } write ? [write] : Array.Empty<Operation>()]);
            return null;
        }

        return cluster;
    }

    private void Add(ViolationKind kind, IReadOnlyList<Operation> operations) =>
        _violations.Add(new(kind, _patient, operations));
}
