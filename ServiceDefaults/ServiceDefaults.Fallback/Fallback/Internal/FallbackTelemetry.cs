using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Reports the source of each response to the metrics, to the span of the request and, when it is not the primary
/// source, to the log together with the caller.
/// </summary>
internal sealed partial class FallbackTelemetry
{
    private readonly Counter<long> _reads;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _shared;
    private readonly Counter<long> _softTimeouts;
    private readonly Histogram<double> _age;
    private readonly ILogger _logger;
    private readonly ReadCounts _counts;

    public FallbackTelemetry(IMeterFactory meters, ReadCounts counts, ILogger<FallbackTelemetry> logger)
    {
        (_counts, _logger) = (counts, logger);
        var meter = meters.Create(FallbackMetrics.MeterName);
        _reads = meter.CreateCounter<long>(FallbackMetrics.Reads);
        _failures = meter.CreateCounter<long>(FallbackMetrics.Failures);
        _shared = meter.CreateCounter<long>(FallbackMetrics.Shared);
        _softTimeouts = meter.CreateCounter<long>(FallbackMetrics.SoftTimeouts);
        _age = meter.CreateHistogram(FallbackMetrics.Age, "s", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600]
        });
    }

    public void Returned<TResult>(string operation, ICallerContext caller, FallbackResult<TResult> result)
    {
        var source = FallbackHeaders.NameOf(result.Source);
        _counts.Answered(operation, source);
        _reads.Add(1, new("operation", operation), new("source", source), new("degraded", result.IsDegraded));
        Activity.Current?.SetTag("fallback.source", source).SetTag("fallback.degraded", result.IsDegraded);
        if (result.Source == DataSource.Primary)
        {
            return;
        }

        _age.Record(result.Age.TotalSeconds, new("operation", operation), new("source", source));
        Activity.Current?.SetTag("fallback.age_seconds", result.Age.TotalSeconds);
        if (_logger.IsEnabled(LogLevel.Information))
        {
            LogReturned(operation, source, result.Age.TotalSeconds, result.IsDegraded, caller.Client, caller.Tenant);
        }
    }

    public void Failed(string operation)
    {
        _counts.DidFail(operation);
        _failures.Add(1, new KeyValuePair<string, object?>("operation", operation));
    }

    public void Joined(string operation) => _shared.Add(1, new KeyValuePair<string, object?>("operation", operation));

    public void SoftTimeoutPassed(string operation) => _softTimeouts.Add(
        1, new KeyValuePair<string, object?>("operation", operation));

    /// <summary>
    /// Logs an expected failure at Debug, because a fallback often fails together with the primary source. Any other
    /// failure is a defect of the fallback, and a warning.
    /// </summary>
    public void StrategyFailed(string operation, string strategy, Exception exception, bool isExpected)
    {
        var level = isExpected ? LogLevel.Debug : LogLevel.Warning;
        if (_logger.IsEnabled(level))
        {
            var type = exception.GetType().Name;
            LogStrategyFailed(level, operation, strategy, type);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Operation} answered from {Source}: age "
        + "{AgeSeconds:0.000} s, degraded {Degraded}, client '{Client}', tenant '{Tenant}'.")]
    private partial void LogReturned(
        string operation, string source, double ageSeconds, bool degraded, string client, string tenant);

    [LoggerMessage(EventId = 2, Message = "Fallback strategy {Strategy} of {Operation} failed: {Exception}.")]
    private partial void LogStrategyFailed(LogLevel level, string operation, string strategy, string exception);
}
