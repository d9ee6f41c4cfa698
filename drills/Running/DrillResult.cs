namespace Drills.Running;

/// <summary>A drill with its numbers and conditions.</summary>
/// <param name="Run">What happened.</param>
/// <param name="Score">The numbers.</param>
/// <param name="Checks">The conditions.</param>
internal sealed record DrillResult(DrillRun Run, Scoreboard Score, IReadOnlyList<Check> Checks)
{
    /// <summary>Whether all conditions are met.</summary>
    public bool Passed => Checks.All(check => check.IsMet);

    /// <summary>Counts and checks a drill.</summary>
    public static DrillResult Of(DrillRun run)
    {
        var score = Scoreboard.Of(run);
        return new(run, score, Verdicts.Of(run, score));
    }
}
