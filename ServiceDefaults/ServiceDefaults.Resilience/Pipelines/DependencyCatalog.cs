using System.Collections.Frozen;

namespace ServiceDefaults.Pipelines;

/// <summary>All dependencies of this host.</summary>
public sealed class DependencyCatalog
{
    private readonly FrozenDictionary<string, DependencyRegistration> _byName;

    /// <summary>Creates the catalog.</summary>
    /// <param name="registrations">The registered dependencies.</param>
    /// <exception cref="InvalidOperationException">
    /// Two registrations have the same name: they would share a circuit, so failures of one would reject calls of the
    /// other.
    /// </exception>
    public DependencyCatalog(IEnumerable<DependencyRegistration> registrations)
    {
        All = [.. registrations];
        if (All.GroupBy(registration => registration.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new InvalidOperationException(
                $"The pipeline '{shared.Key}' is registered {shared.Count()} times. Each dependency has a pipeline of "
                + "its own: "
                + "give the second another name, or let both clients be one.");
        }

        _byName = All.ToFrozenDictionary(registration => registration.Name, StringComparer.Ordinal);
    }

    /// <summary>The dependencies in registration order.</summary>
    public IReadOnlyList<DependencyRegistration> All { get; }

    /// <summary>Finds a dependency.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The dependency, or <see langword="null"/> if there is none with that name.</returns>
    public DependencyRegistration? Find(string name) => _byName.GetValueOrDefault(name);
}
