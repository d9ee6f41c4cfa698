using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Bulkheads;

/// <summary>
/// How many operations of one dependency may run at once, so that a slow dependency cannot use up all threads and
/// connections.
/// </summary>
public sealed class BulkheadOptions : BulkheadLimits
{
    /// <summary>Whether the bulkhead is active.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Separate bulkheads by criticality: operations marked <c>batch</c>, for example, cannot take the permits of
    /// others. An operation without a criticality, or with one that is not listed, uses the common bulkhead. See
    /// <see cref="Criticality"/>.
    /// </summary>
    /// <value>The default is none.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, BulkheadLimits> Criticalities { get; } = new Dictionary<string, BulkheadLimits>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The total number of operations that may run at once in all these bulkheads.</summary>
    [JsonIgnore]
    public int TotalConcurrency => MaxConcurrency + Criticalities.Values.Sum(limits => limits.MaxConcurrency);

    /// <summary>Whether one of these bulkheads adapts its permits.</summary>
    internal bool IsAdaptive => Adaptive.Enabled || Criticalities.Values.Any(limits => limits.Adaptive.Enabled);
}
