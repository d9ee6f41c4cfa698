using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Settings;

/// <summary>The numbers of the guide as settings, and settings that can be changed while the host runs.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Adds the embedded numbers as the weakest source of the configuration: those of every environment, then those of
    /// this one.
    /// A host that cannot start because of its settings says one sentence for each fault, without a stack, and ends with exit code 1.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="SettingsException">There is no profile for this environment.</exception>
    public static TBuilder AddResilienceSettings<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        SettingsStartup.AddTo(builder);
        var sources = builder.Configuration.Sources;
        sources.Insert(0, EmbeddedProfiles.Common);
        sources.Insert(1, EmbeddedProfiles.Of(builder.Configuration[ResilienceSections.Profile] ?? builder.Environment.EnvironmentName));
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<SettingsReloads>();
        builder.Services.AddHealthChecks().AddCheck<SettingsHealthCheck>("resilience-settings");
        return builder;
    }

    /// <summary>
    /// Binds options to a section, and validates them at the start and on reload: ranges are attributes of the options,
    /// relations between options are
    /// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>. All faults are reported at once, each
    /// with path, value and rule. A rule that needs a
    /// service is an <see cref="IValidateOptions{TOptions}"/>, registered beside.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The path of the section.</param>
    /// <param name="name">The name of the options; the default is <see cref="Options.DefaultName"/>.</param>
    /// <returns>The builder of the options.</returns>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions>(
        this IServiceCollection services, string section, string? name = null)
        where TOptions : class
    {
        name ??= Options.DefaultName;
        services.AddSingleton<IValidateOptions<TOptions>>(new AnnotationsValidator<TOptions>(name, section));
        return services.AddOptions<TOptions>(name).BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>
    /// Makes the options monitor of a type keep its last good value: a change that does not validate is logged, counted and shown as degraded
    /// health, and nothing else happens until the next one.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSafeReloads<TOptions>(this IServiceCollection services) where TOptions : class
    {
        services.TryAddSingleton<IOptionsMonitor<TOptions>, LastGoodOptionsMonitor<TOptions>>();
        return services;
    }

    /// <summary>
    /// Makes a service at the start, before the host's others, so that a <see cref="SettingsException"/> of its constructor is told like any other fault of the
    /// settings. For what reads a connection string, say; options have <c>ValidateOnStart</c>.
    /// </summary>
    /// <typeparam name="TService">The service.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection ReadAtStart<TService>(this IServiceCollection services) where TService : notnull =>
        services.AddSingleton(new StartupRead(provider => provider.GetRequiredService<TService>()));
}
