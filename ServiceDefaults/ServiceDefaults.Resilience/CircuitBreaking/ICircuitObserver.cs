namespace ServiceDefaults.CircuitBreaking;

/// <summary>
/// Receives every state change of every circuit, after it has happened and outside any lock. Exceptions thrown by an
/// observer are logged and swallowed.
/// </summary>
public interface ICircuitObserver
{
    /// <summary>Called after a circuit has changed its state.</summary>
    /// <param name="change">The change.</param>
    void OnCircuitChanged(CircuitChange change);
}
