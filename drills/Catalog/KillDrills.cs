using Drills.Load;
using Drills.Running;
using Drills.Target;
using PatientApi.Contracts;

namespace Drills.Catalog;

/// <summary>A drill that kills resources, which are started again.</summary>
internal abstract class KillDrill(params IReadOnlyList<string> resources) : Drill
{
    /// <inheritdoc/>
    public override Task BreakAsync(DrillContext drill, CancellationToken cancellationToken) => Task.WhenAll(
        resources.Select(resource => drill.System.KillAsync(resource, cancellationToken)));
}

/// <summary>Kills both replicas of the API.</summary>
internal sealed class ApiKilled() : KillDrill([.. Replicas.Apis])
{
    private static readonly TimeSpan CachedP99 = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public override string Name => "api-killed";

    /// <inheritdoc/>
    public override string Shows => "All replicas of the API die: cached patients are answered at once, labelled.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run)
    {
        if (run.OpenSince(CircuitWatch.Api) is not { } open)
        {
            yield return new("the circuit opens", IsMet: false, "it did not");
            yield break;
        }

        var cached = Percentiles.Of(run.In(Phase.During).Where(
            sample => sample is { Kind: RequestKind.Read, Answer.Source: "cache" } && sample.Intended > open));
        yield return Check.AtLeast("cached reads while the circuit is open", cached.Count, 20);
        // On a machine that is busy with other work, a cached answer may take as long as a primary one took before.
        var before = Percentiles.Of(run.In(Phase.Before).Where(sample => sample.Kind == RequestKind.Read));
        yield return Check.AtMost(
            "p99 of these", cached.P99, Math.Max(CachedP99.TotalMilliseconds, before.P99), " ms");
    }
}

/// <summary>Kills Postgres.</summary>
internal sealed class PostgresKilled() : KillDrill(ResourceNames.Postgres)
{
    /// <inheritdoc/>
    public override string Name => "postgres-killed";

    /// <inheritdoc/>
    public override string Shows => "The database dies in the middle of transactions: no acknowledged write is lost.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.AreStale(run)];
}

/// <summary>Kills Redis.</summary>
internal sealed class RedisKilled() : KillDrill(ResourceNames.Redis)
{
    /// <inheritdoc/>
    public override string Name => "redis-killed";

    /// <inheritdoc/>
    public override string Shows => "The shared cache dies: reads come from the API as before.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.ArePrimary(run)];
}

/// <summary>Kills Redis and both replicas of the API.</summary>
internal sealed class RedisAndApiKilled() : KillDrill([ResourceNames.Redis, .. Replicas.Apis])
{
    /// <inheritdoc/>
    public override string Name => "redis-and-api-killed";

    /// <inheritdoc/>
    public override string Shows => "The API and the shared cache die: the gateway answers from its own memory.";

    /// <inheritdoc/>
    public override IEnumerable<Check> Judge(DrillRun run) => [Reads.AreStale(run)];
}
