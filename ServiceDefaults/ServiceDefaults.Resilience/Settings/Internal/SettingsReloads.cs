using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ServiceDefaults.Settings.Internal;

/// <summary>Which changes of the settings were refused, and why.</summary>
internal sealed class SettingsReloads
{
    public const string MeterName = "ServiceDefaults.Settings";

    private readonly ConcurrentDictionary<string, string> _rejected = new(StringComparer.Ordinal);
    private readonly Counter<long> _rejections;

    public SettingsReloads(IMeterFactory meters) =>
        _rejections = meters.Create(MeterName).CreateCounter<long>("resilience_settings_rejections_total");

    /// <summary>What is refused at the moment, by the options' name.</summary>
    public IReadOnlyDictionary<string, string> Rejected => _rejected.AsReadOnly();

    public void Reject(string name, string reason)
    {
        _rejected[name] = reason;
        _rejections.Add(1, new KeyValuePair<string, object?>("service", name));
    }

    public void Accept(string name) => _rejected.TryRemove(name, out _);
}
