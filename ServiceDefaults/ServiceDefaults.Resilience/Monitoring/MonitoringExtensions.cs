using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Events;
using ServiceDefaults.Monitoring.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Monitoring;

/// <summary>Adds metrics over a sliding window, levels and alerts of every dependency.</summary>
public static class MonitoringExtensions
{
    /// <summary>
    /// Adds <see cref="IResilienceMonitor"/> with the settings <c>Monitoring</c>, evaluates its thresholds at an
    /// interval, and logs and counts alerts. Every registered <see cref="IAlertListener"/> is called, too.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddResilienceEvents</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddMonitoring<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<MonitoringOptions>(MonitoringOptions.Section);
        services.AddSafeReloads<MonitoringOptions>();
        services.TryAddSingleton<DependencyWindows>();
        services.TryAddSingleton<AlertPublisher>();
        services.TryAddSingleton<IResilienceMonitor, ResilienceMonitor>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IResilienceListener, DependencyWindows>(
                provider => provider.GetRequiredService<DependencyWindows>()),
            ServiceDescriptor.Singleton<IAlertListener, AlertLog>(),
            ServiceDescriptor.Singleton<IAlertListener, AlertInstruments>(),
            ServiceDescriptor.Singleton<IHostedService, MonitoringService>(),
        ]);
        return builder;
    }
}
