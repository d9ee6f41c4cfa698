namespace ServiceDefaults.Errors;

/// <summary>Where a failure comes from. The circuit breaker, the fallback and the queue decide by it.</summary>
public enum FailureOrigin
{
    /// <summary>A defect of this service, or an exception that no provider knows. It says nothing of a dependency.</summary>
    Service,

    /// <summary>The request: the dependency understood it and refused it. Sent again it is refused again; the dependency works.</summary>
    Request,

    /// <summary>A limit, one of ours or the dependency's: full, too often, circuit open, no time left. Nothing was begun.</summary>
    Limit,

    /// <summary>The dependency, or the way to it: unreachable, too slow, unavailable, or it refuses this service itself.</summary>
    Dependency,

    /// <summary>A defect of the dependency: a 500, or an answer that cannot be read. It says nothing of the next request.</summary>
    DependencyDefect,
}
