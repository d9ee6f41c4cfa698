using Microsoft.Extensions.Options;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Checks the options of a pipeline, and that the bulkheads fit into the connections of those dependencies that have
/// them.
/// </summary>
/// <param name="catalog">The kinds of the dependencies. Without it every dependency has connections.</param>
internal sealed class DependencyOptionsValidator(DependencyCatalog? catalog = null)
    : IValidateOptions<DependencyOptions>
{
    public ValidateOptionsResult Validate(string? name, DependencyOptions options) =>
        OptionsFaults.Of(options).Concat(PoolFaults(name, options))
            .Select(fault => $"Pipeline '{name}': {fault}").ToResult();

    private IEnumerable<string> PoolFaults(string? name, DependencyOptions options)
    {
        var (bulkhead, connections) = (options.Bulkhead, options.Connections);
        if (HasPool(name) && bulkhead.Enabled && bulkhead.TotalConcurrency * connections.Replicas > connections.Maximum)
        {
            yield return $"the bulkheads admit {bulkhead.TotalConcurrency} operations in each of "
                + $"{connections.Replicas} replicas, {bulkhead.TotalConcurrency * connections.Replicas} in total, but "
                + $"Connections:Maximum is {connections.Maximum}: make the bulkheads smaller or the pool larger.";
        }
    }

    private bool HasPool(string? name) => name is null || catalog?.Find(name) is not { } dependency
        || dependency.Unread().All(unread =>
            !string.Equals(unread.Path, nameof(DependencyOptions.Connections), StringComparison.Ordinal));
}
