using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Monitoring.Internal;
using ServiceDefaults.Operators;

namespace ServiceDefaults.Monitoring;

/// <summary>Maps the endpoints that show how well the dependencies serve this process.</summary>
public static class StatusEndpointExtensions
{
    /// <summary>The path of the document.</summary>
    public const string Path = "/resilience";

    /// <summary>The path of the stream of documents.</summary>
    public const string StreamPath = "/resilience/stream";

    /// <summary>
    /// Maps <c>GET /resilience</c>, which returns <see cref="ResilienceStatus"/> as JSON, and
    /// <c>GET /resilience/stream</c>, which sends it once a second as a server-sent event <c>status</c> until the
    /// client leaves or the host stops. In development both are open to everybody, as <c>/resilience/settings</c> is.
    /// In other environments they exist only if <paramref name="authorize"/> declares who may read them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="authorize">
    /// Declares the access outside development, such as <c>status => status.RequireScope("admin")</c>.
    /// </param>
    /// <returns>The same application.</returns>
    public static WebApplication MapResilienceStatus(
        this WebApplication app, Action<IEndpointConventionBuilder>? authorize = null) =>
        app.MapForOperators("", authorize, status =>
        {
            status.MapGet(
                Path, (IResilienceMonitor monitor) => TypedResults.Json(monitor.GetStatus(), StatusJson.Options));
            status.MapGet(
                StreamPath,
                (IResilienceMonitor monitor, TimeProvider timeProvider, IHostApplicationLifetime lifetime) =>
                    TypedResults.ServerSentEvents(
                        StatusStream.ReadAsync(monitor, timeProvider, lifetime.ApplicationStopping), "status"));
        });
}
