using Drills.Load;
using Drills.Running;
using Drills.Target;
using PatientApi.Contracts;

namespace Drills.Catalog;

/// <summary>A drill that freezes resources: connections stay open, and nothing answers.</summary>
internal abstract class FreezeDrill(params IReadOnlyList<string> resources) : Drill
{
    /// <inheritdoc/>
    public override async Task BreakAsync(DrillContext drill, CancellationToken cancellationToken)
    {
        foreach (var resource in resources)
        {
            await drill.System.FreezeAsync(resource, cancellationToken);
        }
    }
}

/// <summary>Freezes both replicas of the API.</summary>
internal sealed class ApiFrozen() : FreezeDrill([.. Replicas.Apis])
{
    private const int MostWaits = 3;

    // A read that waits for the soft timeout is a little longer than it; one that does not wait is far from it.
    private static readonly TimeSpan Waited = DrillSettings.SoftTimeout * 0.9;

    /// <inheritdoc/>
    public override string Name => "api-frozen";

    /// <inheritdoc/>
    public override string Shows => "The API hangs: three reads wait for the soft timeout, then none.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        yield return Reads.AreStale(run);
        // A read of a patient without a cached response waits for the API itself.
        var waits = run.In(Phase.During).Where(
            sample => sample is { Kind: RequestKind.Read, Answer.Verdict: Verdict.Stale }
                && sample.Latency > Waited);
        yield return Check.AtMost("successive reads that wait for the soft timeout", Successive(waits), MostWaits);
    }

    // Reads at the same time share the wait.
    private static int Successive(IEnumerable<Sample> waits)
    {
        var count = 0;
        var end = TimeSpan.MinValue;
        foreach (var wait in waits.OrderBy(wait => wait.End))
        {
            if (wait.Intended >= end)
            {
                (count, end) = (count + 1, wait.End);
            }
        }

        return count;
    }
}

/// <summary>Freezes Postgres.</summary>
internal sealed class PostgresFrozen() : FreezeDrill(ResourceNames.Postgres)
{
    /// <inheritdoc/>
    public override string Name => "postgres-frozen";

    /// <inheritdoc/>
    public override string Shows => "The database hangs with open connections: the API and the gateway do not.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.AreStale(run)];
}

/// <summary>Freezes Redis.</summary>
internal sealed class RedisFrozen() : FreezeDrill(ResourceNames.Redis)
{
    /// <inheritdoc/>
    public override string Name => "redis-frozen";

    /// <inheritdoc/>
    public override string Shows => "The shared cache hangs with open connections: reads come from the API as before.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.ArePrimary(run)];
}
