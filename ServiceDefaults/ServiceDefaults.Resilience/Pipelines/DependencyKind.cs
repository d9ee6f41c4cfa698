namespace ServiceDefaults.Pipelines;

/// <summary>What a dependency is. Each kind has numbers of its own in the settings, under <c>Resilience:Kinds</c>.</summary>
public enum DependencyKind
{
    /// <summary>A service behind HTTP.</summary>
    Http,

    /// <summary>A database: no rate limiter, and an operation that does not come back is left behind.</summary>
    Database,

    /// <summary>A cache, which may be away: short timeouts, no retries.</summary>
    Cache,

    /// <summary>Work that nobody waits for: long timeouts, patient retries.</summary>
    Worker,
}
