using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;

namespace ServiceDefaults.Events.Internal;

/// <summary>
/// Logs what happens in pipelines. It replaces Polly's log, which writes results and exception messages that may
/// contain personal data. Every line carries the trace id, as all lines of the request do.
/// </summary>
internal sealed partial class ResilienceLog(ILogger<ResilienceLog> logger) : IResilienceListener
{
    public void OnCircuitChanged(CircuitChange change)
    {
        if (change.To is CircuitState.Open)
        {
            LogOpened(change.Circuit, change.Reason, change.BreakDuration);
        }
        else
        {
            LogChanged(change.Circuit, change.From, change.To, change.Reason);
        }
    }

    public void OnRetryScheduled(RetryScheduled retry) => LogRetry(
        retry.Service, NameOf(retry.Operation), retry.Attempt, retry.Cause, retry.Delay);

    public void OnRetryStopped(RetryStopped stopped)
    {
        var operation = NameOf(stopped.Operation);
        if (stopped.Reason == RetryStopReason.AttemptsExhausted)
        {
            LogExhausted(stopped.Service, operation, stopped.Attempts, stopped.Cause);
        }
        else
        {
            var level = RetryEvents.SeverityOf(stopped.Reason) is ResilienceEventSeverity.Information
                ? LogLevel.Information
                : LogLevel.Warning;
            LogNotRetried(level, stopped.Service, operation, stopped.Attempts, stopped.Cause, stopped.Reason);
        }
    }

    public void OnTimeout(TimedOut timeout) => LogTimeout(
        timeout.Service, NameOf(timeout.Operation), timeout.Strategy, timeout.Timeout);

    // The opening of the circuit was logged already; rejections by an open circuit are expected.
    public void OnRejected(CallRejected rejection)
    {
        var operation = NameOf(rejection.Operation);
        var level = string.Equals(rejection.Strategy, StrategyNames.CircuitBreaker, StringComparison.Ordinal)
            ? LogLevel.Debug
            : LogLevel.Warning;
        LogRejected(level, rejection.Service, operation, rejection.Strategy);
    }

    public void OnHealthChanged(HealthChanged change)
    {
        if (change.IsHealthy)
        {
            LogHealthy(change.Service, change.Reason);
        }
        else
        {
            LogUnhealthy(change.Service, change.Misses, change.Reason);
        }
    }

    private static string NameOf(string operation) => operation.Length == 0 ? "(unnamed operation)" : operation;

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Error,
        Message = "Circuit breaker of {Dependency} opened for {BreakDuration}: {Reason}.")]
    private partial void LogOpened(string dependency, CircuitChangeReason reason, TimeSpan? breakDuration);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Warning,
        Message = "Circuit breaker of {Dependency} changed from {From} to {To}: {Reason}.")]
    private partial void LogChanged(string dependency, CircuitState from, CircuitState to, CircuitChangeReason reason);

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt} of {Dependency} {Operation} failed ({Cause}); retrying in {Delay}.")]
    private partial void LogRetry(string dependency, string operation, int attempt, string cause, TimeSpan delay);

    [LoggerMessage(
        EventId = 4,
        Level = LogLevel.Error,
        Message = "All {Attempts} attempts of {Dependency} {Operation} failed ({Cause}).")]
    private partial void LogExhausted(string dependency, string operation, int attempts, string cause);

    [LoggerMessage(
        EventId = 5, Message = "{Dependency} {Operation} is not retried after attempt {Attempts} ({Cause}): {Reason}.")]
    private partial void LogNotRetried(
        LogLevel level, string dependency, string operation, int attempts, string cause, RetryStopReason reason);

    [LoggerMessage(
        EventId = 6, Level = LogLevel.Warning, Message = "{Dependency} {Operation} timed out ({Strategy}, {Timeout}).")]
    private partial void LogTimeout(string dependency, string operation, string strategy, TimeSpan timeout);

    [LoggerMessage(
        EventId = 7, Message = "{Dependency} {Operation} was not sent: the {Strategy} of this process rejected it.")]
    private partial void LogRejected(LogLevel level, string dependency, string operation, string strategy);

    [LoggerMessage(
        EventId = 8,
        Level = LogLevel.Warning,
        Message = "The health check of {Dependency} failed {Misses} times in a row ({Reason}).")]
    private partial void LogUnhealthy(string dependency, int misses, string reason);

    [LoggerMessage(
        EventId = 9, Level = LogLevel.Warning, Message = "The health check of {Dependency} succeeds again ({Reason}).")]
    private partial void LogHealthy(string dependency, string reason);
}
