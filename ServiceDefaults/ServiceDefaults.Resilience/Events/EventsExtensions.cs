using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Telemetry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Events;

/// <summary>Metrics, callbacks and a log without personal data for what happens in the pipelines.</summary>
public static class EventsExtensions
{
    /// <summary>
    /// Adds the metrics of <see cref="ResilienceMetrics"/> and the log, and calls every registered
    /// <see cref="IResilienceListener"/>. Polly's own meter stays; Polly's log is disabled, because it writes exception
    /// messages.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddDependencyStates</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddResilienceEvents<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddMetrics();
        services.TryAddSingleton<ResilienceInstruments>();
        services.TryAddSingleton<ResilienceEventHub>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IResilienceListener, ResilienceInstruments>(
                provider => provider.GetRequiredService<ResilienceInstruments>()),
            ServiceDescriptor.Singleton<IResilienceListener, ResilienceLog>(),
            ServiceDescriptor.Singleton<ICircuitObserver, ResilienceEventHub>(
                provider => provider.GetRequiredService<ResilienceEventHub>()),
            ServiceDescriptor.Singleton<IHostedService, ResilienceGauges>(),
        ]);
        services.AddOptions<TelemetryOptions>().PostConfigure<ResilienceEventHub>((telemetry, hub) =>
        {
            // Runs after Polly's own registration, which sets the host's logger factory.
            telemetry.LoggerFactory = NullLoggerFactory.Instance;
            telemetry.TelemetryListeners.Add(new PollyTelemetryListener(hub));
        });
        return builder;
    }
}
