using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Operators;

namespace ServiceDefaults.Health;

/// <summary>Maps the health endpoints.</summary>
public static class HealthEndpointExtensions
{
    /// <summary>
    /// Maps <see cref="HealthEndpoints.Live"/>, <see cref="HealthEndpoints.Ready"/>,
    /// <see cref="HealthEndpoints.Started"/> and <see cref="HealthEndpoints.Overall"/>, which are open to everybody,
    /// have no limits, because a probe that is refused would end the process, and return only a status word. Also maps
    /// <see cref="HealthEndpoints.Details"/> and <see cref="HealthEndpoints.Dependency"/>: in development, and
    /// elsewhere if <paramref name="authorize"/> is given.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="authorize">
    /// Declares who may read the details outside development, such as <c>health => health.RequireScope("admin")</c>.
    /// </param>
    /// <returns>The same application.</returns>
    public static WebApplication MapHealth(
        this WebApplication app, Action<IEndpointConventionBuilder>? authorize = null)
    {
        var health = app.Services.GetRequiredService<IServiceHealth>();
        var open = app.MapGroup("").ExcludeFromDescription().AllowAnonymous().DisableRateLimiting();
        open.MapStatus(HealthEndpoints.Live, () => health.Liveness);
        open.MapStatus(HealthEndpoints.Started, () => OrUnhealthy(health.IsStarted, HealthStatus.Healthy));
        open.MapStatus(HealthEndpoints.Ready, () => OrUnhealthy(health.IsReady, health.Status));
        open.MapStatus(HealthEndpoints.Overall, () => health.Status);
        return app.MapForOperators("", authorize, details => details.MapDetails(health));
    }

    private static void MapDetails(this IEndpointRouteBuilder details, IServiceHealth health)
    {
        details.MapGet(HealthEndpoints.Details, () => TypedResults.Json(health.GetDetails(), StatusJson.Options));
        details.MapGet(HealthEndpoints.Dependency, (string dependency, HttpContext http) =>
        {
            if (health.Find(dependency) is { } entry)
            {
                return WriteAsync(http, entry.Status);
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private static void MapStatus(this IEndpointRouteBuilder routes, string path, Func<HealthStatus> read) =>
        routes.MapGet(path, http => WriteAsync(http, read()));

    private static HealthStatus OrUnhealthy(bool condition, HealthStatus status) =>
        condition ? status : HealthStatus.Unhealthy;

    private static Task WriteAsync(HttpContext http, HealthStatus status)
    {
        http.Response.StatusCode = status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        http.Response.ContentType = "text/plain";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(status.ToString(), http.RequestAborted);
    }
}
