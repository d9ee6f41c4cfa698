using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Polly;
using ServiceDefaults.Pipelines.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Pipelines;

/// <summary>Registers one pipeline per dependency, built from the settings.</summary>
public static class PipelinesExtensions
{
    /// <summary>
    /// Adds the services that pipelines need. <c>AddServiceDefaults</c> calls it; dependencies are added separately.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddPipelines<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DependencyCatalog>();
        services.AddSafeReloads<DependencyOptions>();
        services.AddResiliencePipelineRegistry<string>();
        services.TryAddEnumerable([
            ServiceDescriptor.Singleton<IConfigureOptions<DependencyOptions>, DependencyOptionsSetup>(),
            ServiceDescriptor.Singleton<IPostConfigureOptions<DependencyOptions>, DebuggerTimeoutExtension>(),
            ServiceDescriptor.Singleton<IValidateOptions<DependencyOptions>, DependencyOptionsValidator>(),
            ServiceDescriptor.Singleton<IHostedService, PipelineStartupValidator>(),
        ]);
        services.AddKnownSections();
        return builder;
    }

    /// <summary>
    /// Adds the pipeline of a dependency: total timeout, rate limiter, bulkhead, circuit breaker, retry, attempt
    /// timeout, in this order. Resolve it with <c>ResiliencePipelineProvider&lt;string&gt;</c> or
    /// <c>[FromKeyedServices(name)] ResiliencePipeline</c>. For HTTP use <c>AddResilientHttpClient</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> first.</param>
    /// <param name="name">The name of the dependency: lower case, with hyphens.</param>
    /// <param name="kind">The kind of the dependency, which selects its settings.</param>
    /// <param name="configure">Sets options; overrides all configured values.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// The name is empty, or the kind is <see cref="DependencyKind.Http"/>.
    /// </exception>
    public static TBuilder AddDependencyPipeline<TBuilder>(
        this TBuilder builder, string name, DependencyKind kind, Action<DependencyOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        if (kind == DependencyKind.Http)
        {
            throw new ArgumentException(
                "DependencyKind.Http needs a pipeline that sees responses: use AddResilientHttpClient.", nameof(kind));
        }

        builder.Services.AddDependency(new(name, kind), configure);
        builder.Services.AddResiliencePipeline<string>(
            name, (pipeline, context) => PipelineComposer.Compose(pipeline, context, kind));
        return builder;
    }

    internal static void AddDependency(
        this IServiceCollection services, DependencyRegistration dependency, Action<DependencyOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dependency.Name, nameof(dependency));
        if (!services.Any(service => service.ServiceType == typeof(DependencyCatalog)))
        {
            throw new InvalidOperationException(
                $"Call builder.AddServiceDefaults() before the dependency '{dependency.Name}' is added.");
        }

        services.AddSingleton(dependency);
        services.AddKnownSection($"{ResilienceSections.Pipelines}:{dependency.Name}", typeof(DependencyOptions));
        services.AddOptions<DependencyOptions>(dependency.Name).Configure(configure ?? (_ => { })).ValidateOnStart();
    }

    private static void AddKnownSections(this IServiceCollection services)
    {
        services.AddKnownSection(ResilienceSections.Defaults, typeof(DependencyOptions));
        services.AddKnownSection(ResilienceSections.Presets, typeof(Dictionary<string, DependencyOptions>));
        services.AddKnownSection(ResilienceSections.Pipelines);
        services.AddKnownSection(ResilienceSections.Kinds);
        foreach (var kind in Enum.GetNames<DependencyKind>())
        {
            services.AddKnownSection($"{ResilienceSections.Kinds}:{kind}", typeof(DependencyOptions));
        }

        services.AddKnownSection(DebuggerTimeouts.Key, typeof(string));
    }
}
