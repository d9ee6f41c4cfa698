namespace ServiceDefaults.CircuitBreaking;

/// <summary>What the outcome of a call says about the dependency.</summary>
public enum CircuitResult
{
    /// <summary>
    /// Nothing: the caller cancelled, or the request was invalid before it was sent. The result is not counted and does
    /// not close a circuit.
    /// </summary>
    Ignored,

    /// <summary>The dependency is available and works.</summary>
    Success,

    /// <summary>The dependency is unavailable, too slow or faulty.</summary>
    Failure,
}
