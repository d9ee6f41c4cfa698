namespace ServiceDefaults.Bulkheads;

/// <summary>The bulkheads of this process, by dependency and criticality.</summary>
public interface IBulkheads
{
    /// <summary>All of them; the criticality is empty for the common bulkhead of a dependency.</summary>
    IReadOnlyDictionary<(string Dependency, string Criticality), Bulkhead> All { get; }
}
