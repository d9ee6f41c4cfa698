namespace ServiceDefaults.CircuitBreaking;

/// <summary>Whether a circuit acts on what it knows.</summary>
public enum CircuitMode
{
    /// <summary>An open circuit rejects calls.</summary>
    Enforcing,

    /// <summary>It counts, changes its state and tells so, but never rejects: to learn what numbers would do before they do it.</summary>
    MetricsOnly,
}
