using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Chaos.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Chaos;

/// <summary>Adds the injection of faults into the pipelines.</summary>
public static class ChaosExtensions
{
    /// <summary>
    /// Adds <see cref="IChaosController"/> with the settings <c>Chaos</c>. It is off unless they enable it, and the
    /// host does not start with it in production. While faults are injected, health is degraded.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddResilienceEvents</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddChaos<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<ChaosOptions>(ChaosOptions.Section);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<ChaosOptions>, ChaosEnvironmentValidator>());
        services.TryAddSingleton<ChaosController>();
        services.TryAddSingleton<IChaosController>(provider => provider.GetRequiredService<ChaosController>());
        services.AddHealthChecks().AddCheck<ChaosHealthCheck>("chaos", HealthStatus.Degraded);
        return builder;
    }
}
