using System.Collections.Frozen;

namespace ServiceDefaults.Pipelines;

/// <summary>All dependencies of this host.</summary>
public sealed class DependencyCatalog
{
    private readonly FrozenDictionary<string, DependencyRegistration> _byName;

    /// <summary>Makes the catalog.</summary>
    /// <param name="registrations">What was registered.</param>
    /// <exception cref="InvalidOperationException">Two registrations have one name: they would share a circuit, and the failures of one would reject calls of the other.</exception>
    public DependencyCatalog(IEnumerable<DependencyRegistration> registrations)
    {
        All = [.. registrations];
        if (All.GroupBy(registration => registration.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new InvalidOperationException(
                $"The pipeline '{shared.Key}' is registered {shared.Count()} times. Each dependency has a pipeline of its own: "
                + "give the second another name, or let both clients be one.");
        }

        _byName = All.ToFrozenDictionary(registration => registration.Name, StringComparer.Ordinal);
    }

    /// <summary>The dependencies in the order of their registration.</summary>
    public IReadOnlyList<DependencyRegistration> All { get; }

    /// <summary>Finds a dependency.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The dependency, or <see langword="null"/>.</returns>
    public DependencyRegistration? Find(string name) => _byName.GetValueOrDefault(name);
}
