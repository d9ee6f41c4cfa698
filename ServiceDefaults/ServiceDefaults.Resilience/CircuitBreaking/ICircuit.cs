using Polly.CircuitBreaker;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>The circuit of one dependency. It belongs to no pipeline, so it outlives their reloads. Safe for threads.</summary>
public interface ICircuit
{
    /// <summary>The dependency's name.</summary>
    string Name { get; }

    /// <summary>The state. Open also after the break, until the first call probes.</summary>
    CircuitState State { get; }

    /// <summary>All that is known at this moment.</summary>
    /// <returns>Members that belong together.</returns>
    CircuitSnapshot GetSnapshot();

    /// <summary>
    /// Asks to make a call outside of any pipeline; the guide's <c>can_execute</c>. Report the result to the lease and dispose of it:
    /// a lease disposed of without a result counts as ignored, so a forgotten one can neither open nor close the circuit.
    /// </summary>
    /// <returns>A lease; look at <see cref="CircuitLease.IsAcquired"/> before the call.</returns>
    CircuitLease TryAcquire();

    /// <summary>Opens the circuit by hand, until <see cref="Close"/>.</summary>
    void Isolate();

    /// <summary>Closes the circuit by hand, whatever its state, and forgets what was counted.</summary>
    void Close();
}
