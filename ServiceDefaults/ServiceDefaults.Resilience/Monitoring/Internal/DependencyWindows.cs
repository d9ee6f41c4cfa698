using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>Counts the events of all pipelines, by dependency. Thread-safe.</summary>
internal sealed class DependencyWindows(IOptionsMonitor<MonitoringOptions> options, TimeProvider timeProvider)
    : IResilienceListener
{
    // The events of pipelines that are not of this library arrive here, too, and their names may be without number.
    private const int MaxDependencies = 1000;

    private readonly ConcurrentDictionary<string, DependencyWindow> _windows = new(StringComparer.Ordinal);

    public void OnOperationCompleted(OperationCompleted operation) =>
        FindOrAdd(operation.Service)?.AddOperation(operation);

    public void OnRetryScheduled(RetryScheduled retry) => FindOrAdd(retry.Service)?.AddRetry();

    public void OnTimeout(TimedOut timeout) => FindOrAdd(timeout.Service)?.AddTimeout();

    public void OnRejected(CallRejected rejection) => FindOrAdd(rejection.Service)?.AddRejection(rejection.Strategy);

    public void OnCircuitChanged(CircuitChange change)
    {
        if (change.To == CircuitState.Open)
        {
            FindOrAdd(change.Circuit)?.AddTrip();
        }
    }

    public DependencyMetrics Read(string dependency, TimeSpan window) =>
        _windows.TryGetValue(dependency, out var counted)
            ? counted.Read(window)
            : new DependencyWindow(window, timeProvider).Read(window);

    private DependencyWindow? FindOrAdd(string dependency)
    {
        if (_windows.TryGetValue(dependency, out var window))
        {
            return window;
        }

        return _windows.Count < MaxDependencies
            ? _windows.GetOrAdd(
                dependency,
                static (_, monitor) => new(monitor.Length, monitor.Clock),
                (Length: options.CurrentValue.Window, Clock: timeProvider))
            : null;
    }
}
