using Drills.Running;

namespace Drills.Catalog;

/// <summary>All drills.</summary>
internal static class DrillCatalog
{
    /// <summary>The drills in the order in which <c>run all</c> runs them.</summary>
    public static IReadOnlyList<Drill> All { get; } =
    [
        new ApiKilled(),
        new ApiFrozen(),
        new ApiSlow(),
        new ApiErrors(),
        new PostgresKilled(),
        new PostgresFrozen(),
        new PoolExhausted(),
        new RedisKilled(),
        new RedisFrozen(),
        new RedisAndApiKilled(),
        new DeployRolling(),
        new Flood(),
        new PoisonCache(),
        new RetryStorm(),
        new ProxyNonsense(),
    ];

    /// <summary>Returns the drill of a name, or nothing.</summary>
    public static Drill? Find(string name) => All.FirstOrDefault(
        drill => string.Equals(drill.Name, name, StringComparison.OrdinalIgnoreCase));
}
