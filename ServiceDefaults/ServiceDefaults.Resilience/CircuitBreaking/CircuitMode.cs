namespace ServiceDefaults.CircuitBreaking;

/// <summary>Whether an open circuit rejects calls.</summary>
public enum CircuitMode
{
    /// <summary>An open circuit rejects calls.</summary>
    Enforcing,

    /// <summary>
    /// The circuit counts, changes its state and reports it, but never rejects a call. Use it to try out settings.
    /// </summary>
    MetricsOnly,
}
