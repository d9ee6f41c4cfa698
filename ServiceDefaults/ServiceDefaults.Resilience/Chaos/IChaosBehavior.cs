namespace ServiceDefaults.Chaos;

/// <summary>
/// A fault in code that can be injected before an attempt, such as occupying a connection. Register it as a singleton.
/// </summary>
public interface IChaosBehavior
{
    /// <summary>The name by which <see cref="ChaosInjection.Behavior"/> refers to it.</summary>
    string Name { get; }

    /// <summary>
    /// Runs the fault. The attempt starts when it has ended; the timeouts of the pipeline include it.
    /// </summary>
    /// <param name="dependency">The name of the dependency.</param>
    /// <param name="cancellationToken">Cancelled when the attempt is.</param>
    /// <returns>A task that ends when the attempt may start.</returns>
    ValueTask InjectAsync(string dependency, CancellationToken cancellationToken);
}
