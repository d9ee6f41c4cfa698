using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>Logs alerts: names and numbers only.</summary>
internal sealed partial class AlertLog(ILogger<AlertLog> logger) : IAlertListener
{
    public void OnAlertRaised(ResilienceAlert alert) => LogRaised(
        alert.Level == ResilienceLevel.Critical ? LogLevel.Error : LogLevel.Warning,
        alert.Dependency, alert.Level, alert.Metric, alert.Value, alert.Threshold);

    public void OnAlertCleared(ResilienceAlert alert) => LogCleared(
        alert.Dependency, alert.Level, alert.Metric, alert.Threshold, alert.Since);

    [LoggerMessage(
        EventId = 1,
        Message = "{Dependency} is {Level}: {Metric} is {Value:0.###} in the window, above the threshold {Threshold}.")]
    private partial void LogRaised(
        LogLevel logLevel, string dependency, ResilienceLevel level, AlertMetric metric, double value,
        double threshold);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Warning,
        Message = "{Dependency} is no longer {Level}: {Metric} is at or below the threshold {Threshold} again. The "
            + "alert began at {Since}.")]
    private partial void LogCleared(
        string dependency, ResilienceLevel level, AlertMetric metric, double threshold, DateTimeOffset since);
}
