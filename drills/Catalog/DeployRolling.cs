using Drills.Load;
using Drills.Running;
using Drills.Target;

namespace Drills.Catalog;

/// <summary>Restarts the replicas of the API one after the other, in an orderly way.</summary>
internal sealed class DeployRolling : Drill
{
    /// <inheritdoc/>
    public override string Name => "deploy-rolling";

    /// <inheritdoc/>
    public override string Shows => "Both replicas of the API restart, one after the other: no request fails.";

    /// <inheritdoc/>
    public override async Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        foreach (var replica in Replicas.Apis)
        {
            await drill.System.RestartAsync(replica, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        yield return Reads.ArePrimary(run);
        yield return Check.AtMost(
            "writes that fail",
            run.In(Phase.During).Count(sample =>
                sample.Kind is RequestKind.Write or RequestKind.BatchCreate
                && sample.Answer is { Verdict: not Verdict.Right } answer && answer.Status is not (404 or 409 or 412)),
            0);
    }
}
