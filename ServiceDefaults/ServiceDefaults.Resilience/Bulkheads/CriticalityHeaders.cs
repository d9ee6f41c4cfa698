namespace ServiceDefaults.Bulkheads;

/// <summary>The headers by which services pass the criticality of a request on, and say that they shed one.</summary>
public static class CriticalityHeaders
{
    /// <summary>Request header: the criticality of the request that the call serves.</summary>
    public const string Criticality = "X-Request-Criticality";

    /// <summary>
    /// Header of a 503: the service works, and sheds requests of this criticality. A circuit breaker does not count it
    /// as a failure, because it would then stop interactive calls, too.
    /// </summary>
    public const string Shed = "X-Load-Shed";
}
