namespace Drills.History;

/// <summary>Which promise is broken.</summary>
public enum ViolationKind
{
    /// <summary>No order of the writes explains the answers labelled <c>primary</c>.</summary>
    NotLinearizable,

    /// <summary>A labelled answer is older than its age says.</summary>
    OlderThanAge,

    /// <summary>A value was read whose write was refused.</summary>
    RefusedButRead,

    /// <summary>A value was read that no operation wrote.</summary>
    Unwritten,

    /// <summary>A value was read before its write was sent.</summary>
    ReadBeforeWrite,

    /// <summary>The database does not have an acknowledged write.</summary>
    Lost,

    /// <summary>The database has committed a write more than once.</summary>
    Doubled,

    /// <summary>The database has committed a write that was refused.</summary>
    RefusedButDone,
}

/// <summary>A broken promise, with the operations that prove it.</summary>
/// <param name="Kind">Which promise is broken.</param>
/// <param name="Patient">The patient it concerns.</param>
/// <param name="Operations">The operations that cannot all be true.</param>
public sealed record Violation(ViolationKind Kind, string Patient, IReadOnlyList<Operation> Operations)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} at patient {Patient}: {string.Join("; ", Operations.Select(Text))}";

    private static string Text(Operation operation) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{operation.Kind} of '{operation.Value ?? "none"}' {operation.Outcome} {operation.Source} "
        + $"[{operation.Start.TotalSeconds:F4} s, {operation.End?.TotalSeconds:F4} s], age "
        + $"{operation.Age.TotalSeconds} s");
}
