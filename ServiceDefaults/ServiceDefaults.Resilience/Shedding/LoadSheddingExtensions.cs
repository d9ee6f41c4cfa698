using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Settings;
using ServiceDefaults.Shedding.Internal;

namespace ServiceDefaults.Shedding;

/// <summary>Sheds requests by their criticality while a service is busy.</summary>
public static class LoadSheddingExtensions
{
    /// <summary>
    /// Adds the settings <c>LoadShedding</c> and the section <c>loadShedding</c> of the status. Call
    /// <see cref="UseLoadShedding"/>, too.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder; it also needs <c>AddErrors</c>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddLoadShedding<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddMetrics();
        services.AddValidatedOptions<LoadSheddingOptions>(LoadSheddingOptions.Section);
        services.AddSafeReloads<LoadSheddingOptions>();
        services.TryAddSingleton<LoadShedder>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStatusSection, LoadSheddingStatusSection>());
        return builder;
    }

    /// <summary>
    /// Sheds requests: 503 <c>system_busy</c> with <c>Retry-After</c>. Call it after <c>UseAuthorization</c>, so that
    /// requests without access take no place. Endpoints with <c>DisableRateLimiting()</c>, such as the health
    /// endpoints, and with <see cref="Criticality.Critical"/>, such as those of operators, are never shed.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="trustCallers">
    /// Whether authenticated callers may state the criticality of a request in a header: in a service that only
    /// services of yours call. At the edge, the endpoint alone decides.
    /// </param>
    /// <returns>The same application.</returns>
    public static IApplicationBuilder UseLoadShedding(this IApplicationBuilder app, bool trustCallers = false) =>
        app.UseMiddleware<LoadSheddingMiddleware>(new SheddingTrust(trustCallers));

    /// <summary>
    /// Sets the criticality of an endpoint or of a group; that of an endpoint takes precedence.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the endpoint builder.</typeparam>
    /// <param name="endpoints">The endpoint or the group.</param>
    /// <param name="criticality">The criticality, such as <see cref="Criticality.Batch"/>.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder WithCriticality<TBuilder>(this TBuilder endpoints, string criticality)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new CriticalityMetadata(criticality));
}
