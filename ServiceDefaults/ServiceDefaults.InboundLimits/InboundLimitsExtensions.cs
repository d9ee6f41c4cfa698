using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Chaos;
using ServiceDefaults.Health;
using ServiceDefaults.InboundLimits.Internal;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Redis;
using ServiceDefaults.Settings;

namespace ServiceDefaults.InboundLimits;

/// <summary>Adds limits of incoming requests, which all replicas share through Redis.</summary>
public static class InboundLimitsExtensions
{
    private const string DefaultSettings = "inbound-limits.json";

    /// <summary>
    /// Adds <see cref="IInboundLimiter"/> with the settings <c>InboundLimits</c>, the guide's numbers as their
    /// defaults, and a health check that is degraded while Redis is unavailable. Without a connection string
    /// <c>redis</c>, each process limits for itself. Call <see cref="UseInboundLimits"/>, too.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; call <c>AddServiceDefaults</c> first.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddInboundLimits<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddRedis();
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(IInboundLimiter)))
        {
            return builder;
        }

        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new EmbeddedFileProvider(
                typeof(InboundLimitsExtensions).Assembly, baseNamespace: string.Empty),
            Path = DefaultSettings,
        });
        builder.AddDependencyPipeline(SharedLimiter.Name, DependencyKind.Cache);
        services.AddSingleton<IChaosExceptionFactory>(new RedisChaosExceptions(SharedLimiter.Name));
        services.AddValidatedOptions<InboundLimitsOptions>(InboundLimitsOptions.Section);
        services.AddSafeReloads<InboundLimitsOptions>();
        services.RequireSharedSecrets();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InboundInstruments>();
        services.AddSingleton<AdaptiveLimits>();
        services.AddSingleton<ExhaustedCapacity>();
        services.AddSingleton<SharedLimiter>();
        services.AddSingleton<IInboundLimiter, InboundLimiter>();
        services.AddSingleton<IStatusSection, InboundStatusSection>();
        services.AddHealthChecks().AddCheck<InboundLimitsHealthCheck>(
            SharedLimiter.Name, DependencyImportance.Degradable);
        return builder;
    }

    /// <summary>
    /// Adds the middleware that limits requests. Call it after <c>UseAuthentication</c>, so that the caller is known,
    /// and before <c>UseAuthorization</c>, so that rejected requests count. Endpoints with
    /// <c>DisableRateLimiting()</c>, such as the health endpoints, are not limited. It fails the start if an endpoint
    /// names a policy that no tier has. Behind proxies, call <c>AddEdge</c> and name them, or all callers have one
    /// address.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static IApplicationBuilder UseInboundLimits(this IApplicationBuilder app) =>
        app.UseMiddleware<InboundLimitMiddleware>();

    /// <summary>
    /// Applies policies to an endpoint or a group, in addition to the windows of every request. Policies of a group and
    /// of an endpoint in it apply together, so that the strictest decides.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="endpoints">The endpoint or the group.</param>
    /// <param name="policies">
    /// The names of the policies, such as <see cref="InboundLimitPolicies.Batch"/>. A tier that does not have a policy
    /// has no further limit for it.
    /// </param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireInboundLimit<TBuilder>(this TBuilder endpoints, params string[] policies)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new InboundLimitMetadata(policies));
}
