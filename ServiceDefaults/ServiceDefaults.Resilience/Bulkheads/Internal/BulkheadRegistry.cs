using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace ServiceDefaults.Bulkheads.Internal;

internal sealed class BulkheadRegistry : IBulkheads
{
    private readonly ConcurrentDictionary<(string Dependency, string Criticality), Bulkhead> _bulkheads = new();

    public IReadOnlyDictionary<(string Dependency, string Criticality), Bulkhead> All => _bulkheads.AsReadOnly();

    /// <summary>The bulkheads of a dependency: those that exist are resized and keep who is inside, the others are made.</summary>
    public DependencyBulkheads Configure(string dependency, BulkheadOptions options) => new(
        Configure(dependency, string.Empty, options),
        options.Criticalities.Count == 0 ? FrozenDictionary<string, Bulkhead>.Empty : options.Criticalities.ToFrozenDictionary(
            pair => pair.Key, pair => Configure(dependency, pair.Key.ToLowerInvariant(), pair.Value), StringComparer.OrdinalIgnoreCase));

    private Bulkhead Configure(string dependency, string criticality, BulkheadLimits limits)
    {
        var bulkhead = _bulkheads.GetOrAdd((dependency, criticality), static (_, size) => new(size), limits);
        bulkhead.Resize(limits);
        return bulkhead;
    }
}
