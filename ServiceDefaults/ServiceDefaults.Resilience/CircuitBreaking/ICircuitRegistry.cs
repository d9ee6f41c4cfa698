using System.Diagnostics.CodeAnalysis;

namespace ServiceDefaults.CircuitBreaking;

/// <summary>The circuits of this process, one for each dependency.</summary>
public interface ICircuitRegistry
{
    /// <summary>
    /// The circuit of a dependency, made when there is none. A circuit that is there keeps its options; when yours are others, a warning
    /// in the log says so.
    /// </summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="options">The options of a new circuit.</param>
    /// <returns>The one circuit of that name.</returns>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options contradict themselves.</exception>
    ICircuit GetOrAdd(string name, CircuitBreakerOptions options);

    /// <summary>Finds a circuit.</summary>
    /// <param name="name">The dependency's name.</param>
    /// <param name="circuit">The circuit.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(string name, [NotNullWhen(true)] out ICircuit? circuit);

    /// <summary>All circuits, by name.</summary>
    IReadOnlyCollection<ICircuit> All { get; }

    /// <summary>Closes every circuit and forgets what was counted.</summary>
    void ResetAll();
}
