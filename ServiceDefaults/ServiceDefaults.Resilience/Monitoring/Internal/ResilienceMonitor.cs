using Microsoft.Extensions.Options;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Monitoring.Internal;

/// <inheritdoc cref="IResilienceMonitor"/>
internal sealed class ResilienceMonitor(
    DependencyStateRegistry states,
    DependencyWindows windows,
    AlertPublisher publisher,
    IOptionsMonitor<MonitoringOptions> options,
    TimeProvider timeProvider) : IResilienceMonitor
{
    private readonly Lock _evaluating = new();
    private readonly ActiveAlerts _alerts = new();

    public ResilienceStatus GetStatus()
    {
        // One evaluation at a time: an older reading must not clear what a newer one has raised. Listeners are called
        // inside the lock, so that they see the changes in their order.
        lock (_evaluating)
        {
            var (now, settings) = (timeProvider.GetUtcNow(), options.CurrentValue);
            List<DependencyStatus> dependencies = [.. states.All.Select(state => Evaluate(state, settings, now))];
            return new(
                dependencies.Select(dependency => dependency.Level).DefaultIfEmpty().Max(),
                now,
                settings.Window,
                dependencies,
                _alerts.All);
        }
    }

    private DependencyStatus Evaluate(DependencyState state, MonitoringOptions settings, DateTimeOffset now)
    {
        var metrics = windows.Read(state.Name, settings.Window);
        List<Breach> breaches = [.. LevelRules.Breaches(metrics, settings)];
        foreach (var change in _alerts.Update(state.Name, breaches, now))
        {
            publisher.Publish(change);
        }

        return new(
            state.Name,
            breaches.Select(breach => breach.Level).DefaultIfEmpty().Max(),
            state.CircuitBreaker.State,
            metrics);
    }
}
