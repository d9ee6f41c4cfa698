using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events;

namespace ServiceDefaults.Tests.Events;

/// <summary>Records all events in order.</summary>
internal sealed class RecordingListener : IResilienceListener
{
    private readonly ConcurrentQueue<object> _events = new();

    public IReadOnlyList<object> All => [.. _events];

    public IReadOnlyList<TEvent> Of<TEvent>() => [.. _events.OfType<TEvent>()];

    public void AddTo(IHostApplicationBuilder builder) => builder.Services.AddSingleton<IResilienceListener>(this);

    public void OnCircuitChanged(CircuitChange change) => _events.Enqueue(change);

    public void OnRetryScheduled(RetryScheduled retry) => _events.Enqueue(retry);

    public void OnRetryStopped(RetryStopped stopped) => _events.Enqueue(stopped);

    public void OnTimeout(TimedOut timeout) => _events.Enqueue(timeout);

    public void OnRejected(CallRejected rejection) => _events.Enqueue(rejection);

    public void OnHealthChanged(HealthChanged change) => _events.Enqueue(change);
}
