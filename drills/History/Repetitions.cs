namespace Drills.History;

/// <summary>Makes one operation of the repetitions of a write, which have the same idempotency key.</summary>
internal static class Repetitions
{
    public static List<Operation> Merge(IEnumerable<Operation> history)
    {
        var byKey = history.ToLookup(operation => operation.IsWrite ? operation.Key : null, StringComparer.Ordinal);
        return [
            .. byKey[null],
            .. byKey.Where(group => group.Key is not null)
                .SelectMany(group => group.GroupBy(operation => operation.Patient, StringComparer.Ordinal))
                .Select(One),
        ];
    }

    // It was done at some time between its first request and its first acknowledgement. A refusal says only that its
    // own request did nothing, so a request of unknown outcome beside it decides.
    private static Operation One(IEnumerable<Operation> repetitions)
    {
        var all = repetitions.ToList();
        var start = all.Min(operation => operation.Start);
        var acknowledged = all.Where(operation => operation.Outcome == Outcome.Ok).MinBy(operation => operation.End);
        var unknown = all.Find(operation => operation.Outcome is Outcome.Ambiguous or Outcome.Failed);
        return acknowledged is not null ? acknowledged with { Start = start }
            : unknown is not null ? unknown with { Start = start, End = null }
            : all[0] with { Start = start };
    }
}
