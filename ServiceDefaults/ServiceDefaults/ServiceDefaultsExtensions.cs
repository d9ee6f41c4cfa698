using Microsoft.AspNetCore.Builder;
using ServiceDefaults.Callers;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Encryption;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Globalization;
using ServiceDefaults.Health;
using ServiceDefaults.Http;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Requests;
using ServiceDefaults.ServiceIdentity;
using ServiceDefaults.Settings;
using ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>The two calls that make a service survive: one on the builder, one on the application.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Composes every concern of this project and of ServiceDefaults.Resilience. Deleting one is deleting its folder and its line here.</summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host to furnish.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddInvariantCulture();
        builder.AddResilienceSettings();
        builder.AddTelemetry();
        builder.AddHealth();
        builder.AddServiceIdentity();
        builder.AddErrors();
        builder.AddRequests();
        builder.AddDeadlines();
        builder.AddDependencyStates();
        builder.AddResilienceEvents();
        builder.AddPipelines();
        builder.AddHttp();
        builder.AddCallers();
        builder.AddEncryption();
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (may this service take traffic?) and <c>/alive</c> (should this process go on living?), and in development
    /// <c>/resilience/settings</c>, the numbers in force and where each comes from.
    /// </summary>
    /// <param name="app">The application to map them on.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        app.MapResilienceSettings();
        return app;
    }
}
