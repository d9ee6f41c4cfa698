using System.Diagnostics.Metrics;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The metrics of the limiter.</summary>
internal sealed class InboundInstruments
{
    private readonly Meter _meter;
    private readonly Counter<long> _checks;
    private readonly Counter<long> _refusals;

    public InboundInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(InboundLimitMetrics.MeterName);
        _checks = _meter.CreateCounter<long>(InboundLimitMetrics.Checks);
        _refusals = _meter.CreateCounter<long>(InboundLimitMetrics.Refusals);
    }

    public void Observe(
        Func<bool> isDegraded,
        Func<IEnumerable<(string Tier, int Count)>> partitions,
        Func<IEnumerable<(string Class, double Multiplier)>> multipliers)
    {
        _meter.CreateObservableGauge(
            InboundLimitMetrics.Multiplier,
            () => multipliers().Select(item => new Measurement<double>(
                item.Multiplier, new KeyValuePair<string, object?>("class", item.Class))));
        _meter.CreateObservableGauge(InboundLimitMetrics.Degraded, () => isDegraded() ? 1 : 0);
        _meter.CreateObservableGauge(
            InboundLimitMetrics.Partitions,
            () => partitions().Select(table => new Measurement<int>(table.Count, Tier(table.Tier))));
    }

    public void Checked(string tier, in InboundLimitResult result)
    {
        _checks.Add(
            1,
            Tier(tier),
            new("outcome", result.IsAllowed ? "allowed" : "refused"),
            new("source", SourceName(result.Source)));
        if (!result.IsAllowed && _refusals.Enabled)
        {
            foreach (var window in result.Windows)
            {
                if (window.IsViolated)
                {
                    _refusals.Add(1, Tier(tier), new("window", window.Name));
                }
            }
        }
    }

    // Enum.ToString allocates.
    private static string SourceName(InboundLimitSource source) => source switch
    {
        InboundLimitSource.Shared => nameof(InboundLimitSource.Shared),
        InboundLimitSource.Lease => nameof(InboundLimitSource.Lease),
        InboundLimitSource.Local => nameof(InboundLimitSource.Local),
        _ => nameof(InboundLimitSource.None),
    };

    private static KeyValuePair<string, object?> Tier(string name) => new("tier", name);
}
