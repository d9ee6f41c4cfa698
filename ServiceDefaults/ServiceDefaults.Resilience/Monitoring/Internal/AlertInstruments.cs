using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServiceDefaults.Events;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>Counts raised alerts.</summary>
internal sealed class AlertInstruments(IMeterFactory meters) : IAlertListener
{
    private readonly Counter<long> _alerts =
        meters.Create(ResilienceMetrics.MeterName).CreateCounter<long>(MonitoringMetrics.Alerts);

    public void OnAlertRaised(ResilienceAlert alert) => _alerts.Add(1, new TagList
    {
        { ResilienceMetrics.Service, alert.Dependency },
        { MonitoringMetrics.Metric, alert.Metric.ToString() },
        { MonitoringMetrics.LevelTag, alert.Level.ToString() },
    });
}
