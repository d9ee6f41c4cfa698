namespace ServiceDefaults.CircuitBreaking;

/// <summary>Is told of every change of every circuit, after it has happened and outside of any lock. What it throws is logged and goes no further.</summary>
public interface ICircuitObserver
{
    /// <summary>A circuit has changed its state.</summary>
    /// <param name="change">The change.</param>
    void OnCircuitChanged(CircuitChange change);
}
