using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Settings;

/// <summary>Adds the embedded resilience settings, validated options, and safe reloads while the host runs.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Adds the embedded settings as the configuration source with the lowest precedence: those of all environments,
    /// then those of the current one. If invalid settings prevent the host's start, it prints one sentence for each
    /// fault, without a stack trace, and ends with exit code 1.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="SettingsException">No profile exists for this environment.</exception>
    public static TBuilder AddResilienceSettings<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        SettingsStartup.AddTo(builder);
        var sources = builder.Configuration.Sources;
        sources.Insert(0, EmbeddedProfiles.Common);
        sources.Insert(1, EmbeddedProfiles.Of(
            builder.Configuration[ResilienceSections.Profile] ?? builder.Environment.EnvironmentName));
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<SettingsReloads>();
        builder.Services.AddHostedService<StraySettingsService>();
        builder.Services.AddKnownSection(ResilienceSections.Root);
        builder.Services.AddKnownSection(ResilienceSections.Profile, typeof(string));
        builder.Services.AddKnownSection(AmbientProxy.Key, typeof(string));
        builder.Services.AddHealthChecks().AddCheck<SettingsHealthCheck>(
            "resilience-settings", HealthStatus.Degraded);
        return builder;
    }

    /// <summary>
    /// Binds options to a section and validates them at start-up and on reload: ranges are attributes of the options,
    /// relations between options are <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>. All faults
    /// are reported at once, each with path, value and rule. For a rule that needs a service, register an <see
    /// cref="IValidateOptions{TOptions}"/> as well.
    /// </summary>
    /// <typeparam name="TOptions">Type of the options.</typeparam>
    /// <param name="services">The service collection.</param>
    /// <param name="section">The path of the section.</param>
    /// <param name="name">The name of the options; the default is <see cref="Options.DefaultName"/>.</param>
    /// <returns>The builder of the options.</returns>
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions>(
        this IServiceCollection services, string section, string? name = null)
        where TOptions : class
    {
        name ??= Options.DefaultName;
        services.AddKnownSection(section, typeof(TOptions));
        services.AddSingleton<IValidateOptions<TOptions>>(new AnnotationsValidator<TOptions>(name, section));
        services.AddSingleton(new StartupRead(
            provider => provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name)));
        return services.AddOptions<TOptions>(name).BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>
    /// Registers a <see cref="KnownSection"/>: a misspelt name in it, or beside it in a container, is then logged as a
    /// warning at the start and on reload.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="path">The path of the section.</param>
    /// <param name="options">The type that is bound to it; <see langword="null"/> for a container.</param>
    /// <returns>The same service collection.</returns>
    public static IServiceCollection AddKnownSection(
        this IServiceCollection services, string path, Type? options = null) =>
        services.AddSingleton(new KnownSection(path, options));

    /// <summary>
    /// Makes the options monitor of a type keep its last valid value: an invalid change is logged, counted and reported
    /// as degraded health, and the last valid value applies until a valid change.
    /// </summary>
    /// <typeparam name="TOptions">Type of the options.</typeparam>
    /// <param name="services">The service collection.</param>
    /// <returns>The same service collection.</returns>
    public static IServiceCollection AddSafeReloads<TOptions>(this IServiceCollection services) where TOptions : class
    {
        services.TryAddSingleton<IOptionsMonitor<TOptions>, LastGoodOptionsMonitor<TOptions>>();
        return services;
    }

    /// <summary>
    /// Creates a service at start-up, before the host's other services, so that a <see cref="SettingsException"/> of
    /// its constructor is reported like any other fault of the settings. Use it for services that read a setting
    /// without options, such as a connection string; options have <c>ValidateOnStart</c>.
    /// </summary>
    /// <typeparam name="TService">Type of the service.</typeparam>
    /// <param name="services">The service collection.</param>
    /// <returns>The same service collection.</returns>
    public static IServiceCollection ReadAtStart<TService>(this IServiceCollection services) where TService : notnull =>
        services.AddSingleton(new StartupRead(provider => provider.GetRequiredService<TService>()));
}
