using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Operators;

/// <summary>Maps endpoints for operators, which strangers must not reach.</summary>
public static class OperatorEndpointExtensions
{
    /// <summary>
    /// Maps endpoints that are open to everybody in development. In other environments they exist only if
    /// <paramref name="authorize"/> declares who may use them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="path">The common path.</param>
    /// <param name="authorize">
    /// Declares the access outside development, such as <c>endpoints => endpoints.RequireScope("admin")</c>.
    /// </param>
    /// <param name="map">Maps the endpoints below the path.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapForOperators(
        this WebApplication app,
        string path,
        Action<IEndpointConventionBuilder>? authorize,
        Action<RouteGroupBuilder> map)
    {
        var isDevelopment = app.Environment.IsDevelopment();
        if (!isDevelopment && authorize is null)
        {
            return app;
        }

        var endpoints = app.MapGroup(path).ExcludeFromDescription();
        map(endpoints);
        if (isDevelopment)
        {
            endpoints.AllowAnonymous().DisableRateLimiting();
        }
        else
        {
            authorize!(endpoints);
        }

        return app;
    }
}
