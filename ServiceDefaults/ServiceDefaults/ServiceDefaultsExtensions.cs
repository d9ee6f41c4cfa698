using Microsoft.AspNetCore.Builder;
using ServiceDefaults.Bulkheads;
using ServiceDefaults.Callers;
using ServiceDefaults.Chaos;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Draining;
using ServiceDefaults.Encryption;
using ServiceDefaults.Errors;
using ServiceDefaults.Events;
using ServiceDefaults.Globalization;
using ServiceDefaults.Health;
using ServiceDefaults.Http;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Objectives;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Reporting;
using ServiceDefaults.Requests;
using ServiceDefaults.ServiceIdentity;
using ServiceDefaults.Settings;
using ServiceDefaults.Shedding;
using ServiceDefaults.Switches;
using ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// The two calls that make a service resilient: <c>AddServiceDefaults</c> on the builder and <c>MapDefaultEndpoints</c>
/// on the application.
/// </summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds every concern of this project and of ServiceDefaults.Resilience. To drop one, delete its folder and its
    /// line here.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddInvariantCulture();
        builder.AddResilienceSettings();
        builder.AddTelemetry();
        builder.AddPrometheus();
        builder.AddServiceIdentity();
        builder.AddObjectives();
        builder.AddErrors();
        builder.AddRequests();
        builder.AddDeadlines();
        builder.AddDependencyStates();
        builder.AddResilienceEvents();
        builder.AddChaos();
        builder.AddPipelines();
        builder.AddHttp();
        builder.AddSwitches();
        builder.AddMonitoring();
        builder.AddReporting();
        builder.AddHealth();
        builder.AddDraining();
        builder.AddLoadShedding();
        builder.AddCallers();
        builder.AddEncryption();
        return builder;
    }

    /// <summary>
    /// Maps <c>/alive</c>, <c>/ready</c>, <c>/started</c> and <c>/health</c>, which return a status word, and in
    /// development <c>/resilience/settings</c>, which lists the settings in force and where each comes from. Also maps
    /// <c>/health/details</c>, <c>/health/{dependency}</c>, <c>/resilience</c> with the levels, metrics and alerts of
    /// all dependencies, <c>/resilience/stream</c>, and <c>/resilience/chaos</c> and <c>/resilience/switches</c>, which
    /// change the process: in development, and elsewhere if <paramref name="authorizeStatus"/> is given.
    /// </summary>
    /// <param name="app">The application to map them on.</param>
    /// <param name="authorizeStatus">
    /// Declares who may read the status outside development, such as <c>status => status.RequireScope("admin")</c>.
    /// </param>
    /// <returns>The same application.</returns>
    public static WebApplication MapDefaultEndpoints(
        this WebApplication app, Action<IEndpointConventionBuilder>? authorizeStatus = null)
    {
        // Operators need the status most while the service is full.
        Action<IEndpointConventionBuilder>? authorize = authorizeStatus is null
            ? null
            : endpoints => authorizeStatus(endpoints.WithCriticality(Criticality.Critical));
        app.MapHealth(authorize);
        app.MapResilienceSettings();
        app.MapResilienceStatus(authorize);
        app.MapChaos(authorize);
        app.MapSwitches(authorize);
        return app;
    }
}
