namespace Drills.History;

/// <summary>Compares what clients were told with what the database has committed.</summary>
internal static class CommitCheck
{
    public static IEnumerable<Violation> Check(
        IEnumerable<Operation> writes, IReadOnlyCollection<CommittedWrite> committed)
    {
        var times = committed.ToDictionary(write => (write.Patient, write.Value), write => write.Times);
        return from write in writes
               let done = times.GetValueOrDefault((write.Patient, ValueOf(write)))
               let kind = KindOf(write.Outcome, done)
               where kind is not null
               select new Violation(kind.Value, write.Patient, [write]);
    }

    private static ViolationKind? KindOf(Outcome outcome, int done) => (outcome, done) switch
    {
        (_, > 1) => ViolationKind.Doubled,
        (Outcome.Ok, 0) => ViolationKind.Lost,
        (Outcome.Refused, 1) => ViolationKind.RefusedButDone,
        _ => null,
    };

    private static string? ValueOf(Operation write) => write.Kind == OperationKind.Delete ? null : write.Value;
}
