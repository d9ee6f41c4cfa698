using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Health.Internal;

/// <summary>Logs each check when its status changes. The framework's own log repeats it at every probe.</summary>
internal sealed partial class HealthLog(ILogger<HealthLog> logger)
{
    private readonly ConcurrentDictionary<string, HealthStatus> _last = new(StringComparer.Ordinal);

    public void Write(HealthReport report)
    {
        foreach (var (check, entry) in report.Entries)
        {
            var before = HealthStatus.Healthy;
            _last.AddOrUpdate(check, entry.Status, (_, known) =>
            {
                before = known;
                return entry.Status;
            });
            if (before != entry.Status)
            {
                // If a check throws, its description is the message of the exception, which can hold any data.
                var reason = entry.Exception is { } exception ? SafeExceptionText.Types(exception) : entry.Description;
                LogChange(
                    entry.Status == HealthStatus.Healthy ? LogLevel.Information : LogLevel.Warning,
                    check,
                    entry.Status,
                    reason);
            }
        }
    }

    [LoggerMessage(EventId = 1, Message = "Health check {Check} changed to {Status}: {Reason}")]
    private partial void LogChange(LogLevel level, string check, HealthStatus status, string? reason);
}
