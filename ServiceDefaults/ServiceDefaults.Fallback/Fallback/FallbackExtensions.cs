using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Caching;
using ServiceDefaults.Callers;
using ServiceDefaults.Fallback.Internal;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Fallback;

/// <summary>
/// Adds operations that respond while their primary source is unavailable, each response labelled with its source.
/// Implements the guide's fallback strategies: cache, service, default value, composite.
/// </summary>
public static class FallbackExtensions
{
    /// <summary>
    /// Adds an operation with fallbacks. Inject it with
    /// <c>[FromKeyedServices(name)] IFallbackOperation&lt;TRequest, TResult&gt;</c>. Also adds
    /// <see cref="IFallbackCache"/> and <see cref="ICacheInvalidator"/>. Its settings are in
    /// <c>Fallback:Operations:{name}</c>.
    /// </summary>
    /// <typeparam name="TRequest">Type of the request.</typeparam>
    /// <typeparam name="TResult">Type of the response.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> first.</param>
    /// <param name="name">The name of the operation, such as <c>get_customer</c>.</param>
    /// <param name="define">Defines the primary source, the cache tag and the fallbacks.</param>
    /// <param name="configure">Sets values that apply where the settings have none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">
    /// The definition is incomplete, or two strategies have the same name.
    /// </exception>
    public static IHostApplicationBuilder AddFallback<TRequest, TResult>(
        this IHostApplicationBuilder builder,
        string name,
        Action<FallbackBuilder<TRequest, TResult>> define,
        Action<FallbackOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.AddCaching();
        builder.AddFallbackCore();
        var definition = new FallbackBuilder<TRequest, TResult>();
        define(definition);
        definition.ThrowIfIncomplete(name);
        var services = builder.Services;
        services.AddOptions<FallbackOptions>(name).Configure(configure ?? (_ => { }));
        services.AddValidatedOptions<FallbackOptions>($"{FallbackOptions.Section}:{name}", name)
            .PostConfigure(options => options.Order ??= [.. definition.Strategies.Select(strategy => strategy.Name)]);
        services.AddKeyedSingleton<IFallbackOperation<TRequest, TResult>>(name, (provider, _) =>
            ActivatorUtilities.CreateInstance<FallbackOperation<TRequest, TResult>>(provider, name, definition));
        services.AddSingleton(new FallbackRegistration(
            name,
            [.. definition.Strategies.Select(strategy => (strategy.Name, strategy.IsTerminal))],
            provider => provider.GetRequiredKeyedService<IFallbackOperation<TRequest, TResult>>(name)));
        return builder;
    }

    private static void AddFallbackCore(this IHostApplicationBuilder builder)
    {
        builder.AddCallers();
        var services = builder.Services;
        services.AddSafeReloads<FallbackOptions>();
        services.AddKnownSection("Fallback");
        services.AddKnownSection(FallbackOptions.Section);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<FallbackOptions>, FallbackOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FallbackStartupValidator>());
        services.TryAddSingleton<CacheKeyFactory>();
        services.TryAddSingleton<ICacheInvalidator>(provider => provider.GetRequiredService<CacheKeyFactory>());
        services.TryAddSingleton<FallbackTelemetry>();
        services.TryAddSingleton<ReadCounts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStatusSection, ReadCounts>(
            provider => provider.GetRequiredService<ReadCounts>()));
    }
}
