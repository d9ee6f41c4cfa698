using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Events;
using ServiceDefaults.Events.Internal;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Tests.Pipelines;
using PollyState = Polly.CircuitBreaker.CircuitState;

namespace ServiceDefaults.Tests.Monitoring;

/// <summary>A host whose dependencies publish scripted events to the hub that pipelines use.</summary>
internal sealed class MonitorHost : IDisposable, IAlertListener
{
    private readonly PipelineHost _host;

    public MonitorHost(TimeProvider time, Dictionary<string, string?>? settings = null, params string[] dependencies)
    {
        _host = new(
            builder => builder.Services.AddSingleton<IAlertListener>(this), settings: settings, time: time);
        foreach (var dependency in dependencies)
        {
            _host.Get<DependencyStateRegistry>().GetOrAdd(dependency, new());
        }
    }

    /// <summary>The raised (+) and cleared (-) alerts.</summary>
    public List<string> Log { get; } = [];

    public PipelineHost Host => _host;

    public ResilienceStatus Status => _host.Get<IResilienceMonitor>().GetStatus();

    private ResilienceEventHub Hub => _host.Get<ResilienceEventHub>();

    public void Operate(string dependency, string outcome, TimeSpan duration, bool isRejected = false) => Hub.Publish(
        new OperationCompleted(dependency, "read", outcome, duration, isRejected)
        {
            CompletedAt = _host.Get<TimeProvider>().GetTimestamp()
        },
        static (listener, operation) => listener.OnOperationCompleted(operation));

    public void Retry(string dependency) => Hub.Publish(
        new RetryScheduled(dependency, "read", 1, TimeSpan.Zero, "status 500"),
        static (listener, retry) => listener.OnRetryScheduled(retry));

    public void TimeOut(string dependency) => Hub.Publish(
        new TimedOut(dependency, "read", "attempt-timeout", TimeSpan.FromSeconds(1)),
        static (listener, timeout) => listener.OnTimeout(timeout));

    public void Reject(string dependency, string strategy) => Hub.Publish(
        new CallRejected(dependency, "read", strategy),
        static (listener, rejection) => listener.OnRejected(rejection));

    public void Trip(string dependency) => Hub.OnCircuitChanged(new CircuitChange(
        dependency, PollyState.Closed, PollyState.Open, CircuitChangeReason.ConsecutiveFailures, 1,
        TimeSpan.FromSeconds(1)));

    public void OnAlertRaised(ResilienceAlert alert) => Log.Add($"+{alert.Dependency} {alert.Metric} {alert.Level}");

    public void OnAlertCleared(ResilienceAlert alert) => Log.Add($"-{alert.Dependency} {alert.Metric} {alert.Level}");

    public void Dispose() => _host.Dispose();
}
