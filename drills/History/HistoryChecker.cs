namespace Drills.History;

/// <summary>
/// Decides whether a history keeps the promises of the system:
/// <list type="bullet">
/// <item>answers labelled <c>primary</c> are linearizable with the acknowledged writes</item>
/// <item>a labelled answer is not older than its age says</item>
/// <item>a refused write is neither read nor done</item>
/// <item>an acknowledged write is done once, an ambiguous one once or not at all.</item>
/// </list>
/// </summary>
public static class HistoryChecker
{
    /// <summary>Checks each patient by itself, in O(n log n) for n operations.</summary>
    /// <param name="history">The operations, in any order. Repetitions of a key are one operation.</param>
    /// <param name="committed">What the database says; none where it was not asked.</param>
    /// <returns>The broken promises; none if all are kept.</returns>
    /// <exception cref="ArgumentException">Two writes of a patient have one value, or it is deleted twice.</exception>
    public static IReadOnlyList<Violation> Check(
        IEnumerable<Operation> history, IReadOnlyCollection<CommittedWrite>? committed = null)
    {
        var operations = Repetitions.Merge(history);
        var violations = operations.GroupBy(operation => operation.Patient, StringComparer.Ordinal)
            .SelectMany(patient => new PatientHistory(patient.Key, [.. patient]).Check())
            .ToList();
        if (committed is not null)
        {
            violations.AddRange(CommitCheck.Check(operations.Where(operation => operation.IsWrite), committed));
        }

        return violations;
    }
}
