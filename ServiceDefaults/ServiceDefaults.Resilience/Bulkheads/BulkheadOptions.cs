using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Bulkheads;

/// <summary>How many operations of one dependency may be under way, so that a slow one cannot take every thread and connection.</summary>
public sealed class BulkheadOptions : BulkheadLimits
{
    /// <summary>Whether there is a bulkhead.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Bulkheads of their own, by criticality: what is said to be <c>batch</c>, say, cannot take the places of the rest. An operation without
    /// a criticality, or with one that is not listed, is in the common bulkhead. See <see cref="Criticality"/>.
    /// </summary>
    /// <value>The default is none.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, BulkheadLimits> Criticalities { get; } = new Dictionary<string, BulkheadLimits>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The most operations that can be under way through all of these bulkheads.</summary>
    [JsonIgnore]
    public int TotalConcurrency => MaxConcurrency + Criticalities.Values.Sum(limits => limits.MaxConcurrency);
}
