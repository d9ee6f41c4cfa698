namespace ServiceDefaults.Errors;

/// <summary>Where a failure comes from. The circuit breaker, the fallback and the queue decide by it.</summary>
public enum FailureOrigin
{
    /// <summary>
    /// A defect of this service, or an exception that no provider classifies. It says nothing about a dependency.
    /// </summary>
    Service,

    /// <summary>
    /// The request: the dependency understood and rejected it, and would reject it again. The dependency works.
    /// </summary>
    Request,

    /// <summary>
    /// A limit of this process or of the dependency: bulkhead full, rate exceeded, circuit breaker open, deadline
    /// passed. Nothing was started.
    /// </summary>
    Limit,

    /// <summary>
    /// The dependency, or the connection to it: unreachable, too slow, unavailable, or it rejects this service itself.
    /// </summary>
    Dependency,

    /// <summary>
    /// A defect of the dependency: a 500, or an unreadable response. It says nothing about the next request.
    /// </summary>
    DependencyDefect,
}
