using Drills.History;

namespace Drills.Tests.History;

/// <summary>
/// Decides by trying every order (Wing and Gong): slow, and without any code of the checker. An unknown write is
/// executed at any time after its start, or not at all.
/// </summary>
internal static class BruteForce
{
    private const string None = "";

    public static bool IsLinearizable(IReadOnlyList<Operation> history)
    {
        Operation[] operations = [.. history.Where(operation => operation.Outcome != Outcome.Refused)];
        return Search(operations, done: 0, None, []);
    }

    private static bool Search(
        Operation[] operations, int done, string value, HashSet<(int Done, string Value)> failed)
    {
        if (operations.Index().All(pair => IsDone(done, pair.Index) || IsOptional(pair.Item)))
        {
            return true;
        }

        if (!failed.Add((done, value)))
        {
            return false;
        }

        foreach (var (index, operation) in operations.Index())
        {
            if (IsDone(done, index) || operations.Index().Any(
                other => !IsDone(done, other.Index) && EndOf(other.Item) < operation.Start))
            {
                continue;
            }

            var next = operation.IsWrite ? operation.Value ?? None : value;
            if ((operation.IsWrite || (operation.Value ?? None) == value)
                && Search(operations, done | (1 << index), next, failed))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDone(int done, int index) => (done & (1 << index)) != 0;

    private static bool IsOptional(Operation operation) => operation.IsWrite && operation.Outcome != Outcome.Ok;

    private static TimeSpan EndOf(Operation operation) =>
        IsOptional(operation) ? TimeSpan.MaxValue : operation.End!.Value;
}
