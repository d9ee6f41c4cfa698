using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Operators;

/// <summary>Maps endpoints for operators, which strangers must not reach.</summary>
public static class OperatorEndpointExtensions
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1"];

    /// <summary>
    /// Maps endpoints that are open in development, under the names of this machine. In other environments they exist
    /// only if
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
            // Not under another name: a page whose name is made to point here would be of the same origin.
            endpoints.AllowAnonymous().DisableRateLimiting().RequireHost(Loopback);
        }
        else
        {
            authorize!(endpoints);
        }

        return app;
    }
}
