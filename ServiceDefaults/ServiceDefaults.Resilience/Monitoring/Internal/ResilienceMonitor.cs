using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Chaos;
using ServiceDefaults.Dependencies;

namespace ServiceDefaults.Monitoring.Internal;

/// <inheritdoc cref="IResilienceMonitor"/>
internal sealed partial class ResilienceMonitor(
    DependencyStateRegistry states,
    DependencyWindows windows,
    AlertPublisher publisher,
    IChaosController chaos,
    IEnumerable<IStatusSection> sections,
    IConfiguration configuration,
    IHostEnvironment host,
    IOptionsMonitor<MonitoringOptions> options,
    TimeProvider timeProvider,
    ILogger<ResilienceMonitor> logger) : IResilienceMonitor
{
    private readonly Lock _evaluating = new();
    private readonly ActiveAlerts _alerts = new();
    private readonly IStatusSection[] _sections = [.. sections];
    // The name in telemetry, which an orchestrator sets: two instances of one program can be two services.
    private readonly string _service = configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name
        ? name
        : host.ApplicationName;

    private readonly string _instance = $"{Environment.MachineName}/{Environment.ProcessId}";

    public ResilienceStatus GetStatus()
    {
        // One evaluation at a time: an older reading must not clear what a newer one has raised. Listeners are called
        // inside the lock, so that they see the changes in their order.
        lock (_evaluating)
        {
            var (now, settings) = (timeProvider.GetUtcNow(), options.CurrentValue);
            List<DependencyStatus> dependencies = [.. states.All.Select(state => Evaluate(state, settings, now))];
            return new(
                _service,
                _instance,
                dependencies.Select(dependency => dependency.Level).DefaultIfEmpty().Max(),
                now,
                settings.Window,
                dependencies,
                _alerts.All,
                chaos.Dependencies,
                ReadSections());
        }
    }

    // A section of another part must not keep the status from being read, or alerts from being raised.
    private Dictionary<string, object> ReadSections()
    {
        var results = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var section in _sections)
        {
            try
            {
                results[section.Name] = section.Read();
            }
            catch (Exception exception)
            {
                LogSectionFailed(section.GetType().Name, exception.GetType().Name);
            }
        }

        return results;
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Error,
        Message = "{Section} could not be read ({Exception}), so it is missing from the resilience status. Requests "
            + "are not affected.")]
    private partial void LogSectionFailed(string section, string exception);

    private DependencyStatus Evaluate(DependencyState state, MonitoringOptions settings, DateTimeOffset now)
    {
        var metrics = windows.Read(state.Name, settings.Window);
        List<Breach> breaches = [.. LevelRules.Breaches(metrics, settings)];
        foreach (var change in _alerts.Update(state.Name, breaches, now))
        {
            publisher.Publish(change);
        }

        var injected = chaos.Find(state.Name);
        var level = breaches.Select(breach => breach.Level).DefaultIfEmpty().Max();
        return new(
            state.Name,
            injected is not null && level < ResilienceLevel.Degraded ? ResilienceLevel.Degraded : level,
            state.CircuitBreaker.State,
            metrics,
            state.GetSnapshot(),
            injected);
    }
}
