using System.Diagnostics.CodeAnalysis;

namespace ServiceDefaults.Chaos;

/// <summary>
/// Starts and ends the injection of faults into the pipelines of this process. An injection ends by itself after its
/// duration and with the process. Thread-safe.
/// </summary>
public interface IChaosController
{
    /// <summary>Whether the settings allow the injection of faults.</summary>
    bool IsEnabled { get; }

    /// <summary>
    /// The pipelines into which faults can be injected, ordered by name; none if they are not allowed.
    /// </summary>
    IReadOnlyList<string> Dependencies { get; }

    /// <summary>The injections in progress, ordered by dependency.</summary>
    IReadOnlyList<ActiveChaos> Active { get; }

    /// <summary>Finds the injection in progress of a dependency.</summary>
    /// <param name="dependency">The name of the dependency.</param>
    /// <returns>The injection, or <see langword="null"/>.</returns>
    ActiveChaos? Find(string dependency);

    /// <summary>Starts an injection in place of the current one, if there is one.</summary>
    /// <param name="dependency">The name of the dependency.</param>
    /// <param name="injection">The faults.</param>
    /// <param name="active">The started injection.</param>
    /// <param name="faults">
    /// Why it was not started, each with the name of the property; empty if the dependency does not exist.
    /// </param>
    /// <returns>Whether it was started.</returns>
    bool TryStart(
        string dependency,
        ChaosInjection injection,
        [NotNullWhen(true)] out ActiveChaos? active,
        out IReadOnlyDictionary<string, string[]> faults);

    /// <summary>Ends the injection of a dependency.</summary>
    /// <param name="dependency">The name of the dependency.</param>
    /// <returns>Whether there was one.</returns>
    bool Clear(string dependency);
}
