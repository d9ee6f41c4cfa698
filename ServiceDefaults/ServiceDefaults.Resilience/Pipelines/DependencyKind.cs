namespace ServiceDefaults.Pipelines;

/// <summary>The kind of a dependency. Each kind has its own settings under <c>Resilience:Kinds</c>.</summary>
public enum DependencyKind
{
    /// <summary>A service called over HTTP.</summary>
    Http,

    /// <summary>
    /// A database: no rate limiter, and the pipeline abandons an operation that does not end when it is cancelled.
    /// </summary>
    Database,

    /// <summary>A cache, which may be unavailable: short timeouts, no retries.</summary>
    Cache,

    /// <summary>Background work without a waiting caller: long timeouts, long retry delays.</summary>
    Worker,
}
