using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Telemetry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Events.Internal;

namespace ServiceDefaults.Events;

/// <summary>What happens in the pipelines: metrics, a log that holds nobody's data, and callbacks.</summary>
public static class EventsExtensions
{
    /// <summary>
    /// Adds the metrics of <see cref="ResilienceMetrics"/> and the log, and tells every registered <see cref="IResilienceListener"/>. Polly's own meter
    /// stays; its log is switched off, because it writes the messages of exceptions.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host; it needs <c>AddDependencyStates</c> too.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddResilienceEvents<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddMetrics();
        services.TryAddSingleton<ResilienceInstruments>();
        services.TryAddSingleton<ResilienceEventHub>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IResilienceListener, ResilienceInstruments>(provider => provider.GetRequiredService<ResilienceInstruments>()),
            ServiceDescriptor.Singleton<IResilienceListener, ResilienceLog>(),
            ServiceDescriptor.Singleton<ICircuitObserver, ResilienceEventHub>(provider => provider.GetRequiredService<ResilienceEventHub>()),
            ServiceDescriptor.Singleton<IHostedService, ResilienceGauges>(),
        ]);
        services.AddOptions<TelemetryOptions>().PostConfigure<ResilienceEventHub>((telemetry, hub) =>
        {
            // After Polly's own registration, which sets the host's.
            telemetry.LoggerFactory = NullLoggerFactory.Instance;
            telemetry.TelemetryListeners.Add(new PollyTelemetryListener(hub));
        });
        return builder;
    }
}
