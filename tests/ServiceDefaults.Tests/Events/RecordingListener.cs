using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events;

namespace ServiceDefaults.Tests.Events;

/// <summary>Records all events in order.</summary>
internal sealed class RecordingListener : IResilienceListener
{
    private readonly ConcurrentQueue<object> _told = new();

    public IReadOnlyList<object> All => [.. _told];

    public IReadOnlyList<TEvent> Of<TEvent>() => [.. _told.OfType<TEvent>()];

    public void AddTo(IHostApplicationBuilder builder) => builder.Services.AddSingleton<IResilienceListener>(this);

    public void OnCircuitChanged(CircuitChange change) => _told.Enqueue(change);

    public void OnRetryScheduled(RetryScheduled retry) => _told.Enqueue(retry);

    public void OnRetryStopped(RetryStopped stopped) => _told.Enqueue(stopped);

    public void OnTimeout(TimedOut timeout) => _told.Enqueue(timeout);

    public void OnRejected(CallRejected rejection) => _told.Enqueue(rejection);

    public void OnHealthChanged(HealthChanged change) => _told.Enqueue(change);
}
