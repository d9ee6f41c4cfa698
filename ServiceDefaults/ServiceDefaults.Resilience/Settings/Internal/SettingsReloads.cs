using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ServiceDefaults.Settings.Internal;

/// <summary>Records and counts the rejected changes of settings.</summary>
internal sealed class SettingsReloads
{
    public const string MeterName = "ServiceDefaults.Settings";

    private readonly ConcurrentDictionary<string, string> _rejected = new(StringComparer.Ordinal);
    private readonly Counter<long> _rejections;

    public SettingsReloads(IMeterFactory meters) =>
        _rejections = meters.Create(MeterName).CreateCounter<long>("resilience_settings_rejections_total");

    /// <summary>The reason of each current rejection, by the name of the options.</summary>
    public IReadOnlyDictionary<string, string> Rejected => _rejected.AsReadOnly();

    public void Reject(string name, string reason)
    {
        _rejected[name] = reason;
        _rejections.Add(1, new KeyValuePair<string, object?>("service", name));
    }

    public void Accept(string name) => _rejected.TryRemove(name, out _);
}
