using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Objectives.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Objectives;

/// <summary>Adds service level objectives of the routes.</summary>
public static class ObjectivesExtensions
{
    /// <summary>
    /// Counts the requests of each route as good, degraded or bad (<see cref="ObjectiveOutcome"/>) by the settings
    /// <c>Objectives</c>, as metrics (<see cref="ObjectiveMetrics"/>) and as the section <c>objectives</c> of the
    /// status (<see cref="ObjectivesStatus"/>). Counted are the routes that the OpenAPI description has: not those of
    /// health checks and operators, which are excluded from it.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">
    /// The host builder; it also needs <c>AddMonitoring</c>. Call this before other concerns that add middleware, so
    /// that their time counts, too.
    /// </param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddObjectives<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<ObjectivesOptions>(ObjectivesOptions.Section);
        services.TryAddSingleton<RouteObjectives>();
        services.TryAddSingleton<ObjectiveRecorder>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IStatusSection, ObjectivesStatusSection>(),
            ServiceDescriptor.Singleton<IHostedService, ObjectiveInstruments>(),
            ServiceDescriptor.Transient<IStartupFilter, ObjectivesStartupFilter>(),
        ]);
        return builder;
    }
}
