using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Health.Internal;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Health;

/// <summary>Adds the health of the service, and declares what its dependencies mean to it.</summary>
public static class HealthExtensions
{
    private const string ChecksCategory = "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService";

    /// <summary>
    /// Adds <see cref="IServiceHealth"/> with the settings <c>Health</c>, and runs every registered health check at an
    /// interval. Changes are published to every <c>IResilienceListener</c>, and so logged.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddResilienceEvents</c> and <c>AddErrors</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddHealth<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        // The framework's service, if the application calls it, logs messages of exceptions.
        builder.Logging.AddFilter(ChecksCategory, LogLevel.None);
        services.AddHealthChecks();
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<HealthOptions>(HealthOptions.Section);
        services.AddSafeReloads<HealthOptions>();
        services.TryAddSingleton<ServiceHealth>();
        services.TryAddSingleton<IServiceHealth>(provider => provider.GetRequiredService<ServiceHealth>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HealthProber>());
        return builder;
    }

    /// <summary>
    /// Adds a check of a dependency and declares its importance. A check that is added in another way has the
    /// importance of its tag (<c>essential</c>, <c>degradable</c>, <c>optional</c>); without one it is degradable if
    /// its failure status is degraded, and otherwise essential.
    /// </summary>
    /// <typeparam name="TCheck">Type of the check.</typeparam>
    /// <param name="checks">The builder of the checks.</param>
    /// <param name="name">The name of the dependency.</param>
    /// <param name="importance">What its failure does to the service.</param>
    /// <param name="tags">Further tags, such as <see cref="HealthEndpoints.StartTag"/>.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddCheck<TCheck>(
        this IHealthChecksBuilder checks, string name, DependencyImportance importance, params string[] tags)
        where TCheck : class, IHealthCheck =>
        checks.AddCheck<TCheck>(name, HealthStatus.Unhealthy, [importance.ToTag(), .. tags]);

    /// <summary>
    /// Adds the state of a dependency's circuit breaker to the health: it fails while the circuit is not closed.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; add the dependency's pipeline or client first.</param>
    /// <param name="dependency">The name of the dependency.</param>
    /// <param name="importance">
    /// What the failure does to the service. An open circuit closes again only by calls, so a service that it made
    /// unready would stay so: <see cref="DependencyImportance.Essential"/> is not allowed.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// The importance is essential, or there is no pipeline with that name.
    /// </exception>
    public static TBuilder AddCircuitHealth<TBuilder>(
        this TBuilder builder, string dependency, DependencyImportance importance)
        where TBuilder : IHostApplicationBuilder
    {
        if (importance == DependencyImportance.Essential)
        {
            throw new ArgumentException(
                $"'{dependency}' is essential. An open circuit must not make a service unready, because only its calls "
                + "close it: declare the dependency degradable or optional.", nameof(importance));
        }

        if (!builder.Services.Any(service =>
            service.ImplementationInstance is DependencyRegistration known && known.Name == dependency))
        {
            throw new ArgumentException(
                $"No pipeline has the name '{dependency}': add it before its health.", nameof(dependency));
        }

        builder.Services.AddHealthChecks().Add(new(
            dependency,
            provider => new CircuitHealthCheck(dependency, provider.GetRequiredService<DependencyStateRegistry>()),
            HealthStatus.Unhealthy,
            [importance.ToTag()]));
        return builder;
    }
}
