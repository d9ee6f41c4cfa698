using Microsoft.Extensions.Options;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Draining.Internal;

/// <summary>
/// How long a request may take because of its dependencies. Workers are left out: no caller waits for their work, and
/// it goes back to its queue when the host stops.
/// </summary>
internal sealed class RequestTimeouts(DependencyCatalog catalog, IOptionsMonitor<DependencyOptions> options)
{
    /// <summary>The longest total timeout and its dependency; no time without a dependency.</summary>
    public (string? Dependency, TimeSpan Timeout) Longest() => catalog.All
        .Where(dependency => dependency.Kind != DependencyKind.Worker)
        .Select(dependency => (dependency.Name, options.Get(dependency.Name).TotalTimeout))
        .Where(dependency => dependency.TotalTimeout.Enabled)
        .Select(dependency => ((string?)dependency.Name, dependency.TotalTimeout.Longest))
        .OrderByDescending(dependency => dependency.Longest)
        .FirstOrDefault();
}
