namespace ServiceDefaults.CircuitBreaking;

/// <summary>What an outcome says about the dependency.</summary>
public enum CircuitResult
{
    /// <summary>Nothing: the caller left, or the request itself was wrong before it got anywhere. Neither counts, nor closes a circuit.</summary>
    Ignored,

    /// <summary>It is there and works.</summary>
    Success,

    /// <summary>It is away, too slow, or ill.</summary>
    Failure,
}
