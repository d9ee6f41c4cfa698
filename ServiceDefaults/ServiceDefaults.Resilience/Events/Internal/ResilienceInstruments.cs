using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Events.Internal;

/// <summary>The counters and the duration histogram.</summary>
internal sealed class ResilienceInstruments : IResilienceListener
{
    private readonly Counter<long> _trips;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _stops;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _chaos;
    private readonly Histogram<double> _duration;

    public ResilienceInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(ResilienceMetrics.MeterName);
        _trips = meter.CreateCounter<long>(ResilienceMetrics.CircuitTrips);
        _retries = meter.CreateCounter<long>(ResilienceMetrics.RetryAttempts);
        _stops = meter.CreateCounter<long>(ResilienceMetrics.RetriesStopped);
        _timeouts = meter.CreateCounter<long>(ResilienceMetrics.Timeouts);
        _rejections = meter.CreateCounter<long>(ResilienceMetrics.Rejections);
        _chaos = meter.CreateCounter<long>(ResilienceMetrics.ChaosInjections);
        _duration = meter.CreateHistogram(
            ResilienceMetrics.OperationDuration, "s", advice: ResilienceMetrics.DurationAdvice);
    }

    public void OnOperationCompleted(OperationCompleted operation) => _duration.Record(
        operation.Duration.TotalSeconds,
        new(ResilienceMetrics.Service, operation.Service),
        new(ResilienceMetrics.Operation, operation.Operation),
        new(ResilienceMetrics.Outcome, operation.Outcome));

    public void OnCircuitChanged(CircuitChange change)
    {
        if (change.To == Polly.CircuitBreaker.CircuitState.Open)
        {
            _trips.Add(1, new TagList
            {
                { ResilienceMetrics.Service, change.Circuit },
                { ResilienceMetrics.Reason, change.Reason.ToString() }
            });
        }
    }

    public void OnRetryScheduled(RetryScheduled retry) => _retries.Add(
        1, ResilienceMetrics.Tags(retry.Service, retry.Operation));

    public void OnRetryStopped(RetryStopped stopped)
    {
        var tags = ResilienceMetrics.Tags(stopped.Service, stopped.Operation);
        tags.Add(ResilienceMetrics.Reason, stopped.Reason.ToString());
        _stops.Add(1, tags);
    }

    public void OnTimeout(TimedOut timeout)
    {
        var tags = ResilienceMetrics.Tags(timeout.Service, timeout.Operation);
        tags.Add(ResilienceMetrics.Strategy, timeout.Strategy);
        _timeouts.Add(1, tags);
    }

    public void OnRejected(CallRejected rejection)
    {
        var tags = ResilienceMetrics.Tags(rejection.Service, rejection.Operation);
        tags.Add(ResilienceMetrics.Strategy, rejection.Strategy);
        _rejections.Add(1, tags);
    }

    public void OnChaosInjected(ChaosInjected injected) => _chaos.Add(
        1, ResilienceMetrics.Tags(injected.Service, injected.Operation));
}
