using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Events;

namespace ServiceDefaults.Shedding.Internal;

/// <summary>
/// Decides which requests to shed. A criticality that the settings do not have is interactive, so the number of
/// counters is bounded. Thread-safe.
/// </summary>
internal sealed class LoadShedder
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counts> _counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly IOptionsMonitor<LoadSheddingOptions> _options;
    private readonly Counter<long> _shed;
    private int _active;

    public LoadShedder(IOptionsMonitor<LoadSheddingOptions> options, IMeterFactory meters)
    {
        _options = options;
        var meter = meters.Create(ResilienceMetrics.MeterName);
        _shed = meter.CreateCounter<long>(LoadSheddingMetrics.Shed);
        meter.CreateObservableGauge(LoadSheddingMetrics.Active, () => GetStatistics().Criticalities.Select(
            pair => new Measurement<int>(pair.Value.Active, Tag(pair.Key))));
    }

    /// <summary>Returns the name of a known criticality; interactive for any other.</summary>
    public string NameOf(string? criticality) =>
        criticality is not null && _options.CurrentValue.Criticalities.ContainsKey(criticality)
            ? criticality.ToLowerInvariant()
            : Criticality.Interactive;

    /// <summary>Admits a request, which must then <see cref="Leave"/>, or sheds it.</summary>
    public bool TryEnter(string criticality)
    {
        var options = _options.CurrentValue;
        lock (_lock)
        {
            var counts = CountsOf(criticality);
            if (options.Enabled && !HasRoom(options, criticality, counts.Active))
            {
                counts.Shed++;
            }
            else
            {
                _active++;
                counts.Active++;
                counts.Admitted++;
                return true;
            }
        }

        _shed.Add(1, Tag(criticality));
        return false;
    }

    public void Leave(string criticality)
    {
        lock (_lock)
        {
            _active--;
            CountsOf(criticality).Active--;
        }
    }

    public LoadSheddingStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new(
                _active,
                _options.CurrentValue.MaxConcurrency,
                _counts.ToDictionary(
                    pair => pair.Key,
                    pair => new CriticalityStatistics(pair.Value.Active, pair.Value.Admitted, pair.Value.Shed),
                    StringComparer.Ordinal));
        }
    }

    private bool HasRoom(LoadSheddingOptions options, string criticality, int active) =>
        options.Criticalities.TryGetValue(criticality, out var limits)
            ? active < limits.MaxConcurrency && _active < Math.Max(1, (int)(options.MaxConcurrency * limits.Share))
            : _active < options.MaxConcurrency;

    private Counts CountsOf(string criticality)
    {
        if (!_counts.TryGetValue(criticality, out var counts))
        {
            _counts[criticality] = counts = new();
        }

        return counts;
    }

    private static KeyValuePair<string, object?> Tag(string criticality) =>
        new(ResilienceMetrics.Criticality, criticality);

    private sealed class Counts
    {
        public int Active { get; set; }

        public long Admitted { get; set; }

        public long Shed { get; set; }
    }
}
