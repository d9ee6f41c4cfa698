using Drills.Running;
using Drills.Target;

namespace Drills.Catalog;

/// <summary>Locks the table, so that each transaction of the API holds a connection and waits.</summary>
internal sealed class PoolExhausted : Drill
{
    /// <inheritdoc/>
    public override string Name => "pool-exhausted";

    /// <inheritdoc/>
    public override string Shows =>
        "A session locks the table and transactions use up the connections: requests are refused or stale, none hangs.";

    /// <inheritdoc/>
    public override async Task BreakAsync(DrillContext drill, CancellationToken cancellationToken) =>
        drill.Held.Add(await new CommitLog(drill.System).LockPatientsAsync(cancellationToken));

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.AreStale(run)];
}
