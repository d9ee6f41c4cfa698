using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.Caching;
using ServiceDefaults.Callers;
using ServiceDefaults.Fallback.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Fallback;

/// <summary>Answers for the time when nobody answers, each saying what it is. The guide's fallback strategies: cache, service, default value, composite.</summary>
public static class FallbackExtensions
{
    /// <summary>
    /// Adds an operation with fallbacks: ask for it by <c>[FromKeyedServices(name)] IFallbackOperation&lt;TRequest, TResult&gt;</c>. Brings
    /// <see cref="ICopyStore"/> and <see cref="ISubjectChanges"/> along. Its numbers are in <c>Fallback:Operations:{name}</c>.
    /// </summary>
    /// <typeparam name="TRequest">What is asked.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="builder">The host, with <c>AddServiceDefaults</c> before.</param>
    /// <param name="name">The operation's name, such as <c>get_customer</c>.</param>
    /// <param name="define">Says what it asks and what it does without an answer.</param>
    /// <param name="configure">Numbers where the settings have none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The definition is incomplete, or has two strategies of one name.</exception>
    public static IHostApplicationBuilder AddFallback<TRequest, TResult>(
        this IHostApplicationBuilder builder, string name, Action<FallbackBuilder<TRequest, TResult>> define, Action<FallbackOptions>? configure = null)
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
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FallbackOptions>, FallbackOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FallbackGuard>());
        services.TryAddSingleton<SubjectNames>();
        services.TryAddSingleton<ISubjectChanges>(provider => provider.GetRequiredService<SubjectNames>());
        services.TryAddSingleton<FallbackTelemetry>();
    }
}
