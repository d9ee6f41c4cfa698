using System.Diagnostics.Metrics;

namespace PatientGateway.Audit;

/// <summary>Metrics of the audit trail. None has a tag with a client, a tenant or a patient.</summary>
internal sealed class AuditInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "PatientGateway.Audit";

    private const string Outcome = "outcome";

    private readonly Meter _meter;
    private readonly Counter<long> _entries;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _breakGlass;

    public AuditInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _entries = _meter.CreateCounter<long>("audit.entries", "{entry}");
        _delivered = _meter.CreateCounter<long>("audit.delivered", "{entry}");
        _breakGlass = _meter.CreateCounter<long>("audit.break_glass", "{request}");
    }

    /// <summary>Adds the gauge <c>audit.available</c>: 1 while entries are kept outside of memory, else 0.</summary>
    public void Observe(Func<bool> isAvailable) =>
        _meter.CreateObservableGauge("audit.available", () => isAvailable() ? 1 : 0);

    public void Recorded(int entries) => _entries.Add(entries, new KeyValuePair<string, object?>(Outcome, "recorded"));

    public void Dropped(int entries) => _entries.Add(entries, new KeyValuePair<string, object?>(Outcome, "dropped"));

    public void Refused() => _entries.Add(1, new KeyValuePair<string, object?>(Outcome, "refused"));

    public void Delivered(int entries) => _delivered.Add(entries);

    public void BreakGlass() => _breakGlass.Add(1);
}
