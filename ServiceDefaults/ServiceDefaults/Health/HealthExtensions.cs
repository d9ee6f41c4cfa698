using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Health.Internal;

namespace ServiceDefaults.Health;

/// <summary>Adds and maps the liveness and readiness checks.</summary>
public static class HealthExtensions
{
    private const string ChecksCategory = "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService";

    // A health check endpoint accepts every HTTP method unless it is restricted.
    private static readonly HttpMethodMetadata Get = new([HttpMethods.Get]);

    /// <summary>Adds the liveness check of the process. A service adds further checks for its dependencies.</summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddHealth<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Logging.AddFilter(ChecksCategory, LogLevel.None);
        builder.Services.TryAddSingleton<HealthLog>();
        builder.Services.AddHealthChecks().AddCheck(
            "self", () => HealthCheckResult.Healthy(), [HealthEndpoints.LiveTag]);
        return builder;
    }

    /// <summary>
    /// Maps <see cref="HealthEndpoints.Ready"/> and <see cref="HealthEndpoints.Live"/>; the response body is only the
    /// status word. They are not rate limited, because a probe that is refused would end the process.
    /// </summary>
    /// <param name="app">The application to map them on.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(HealthEndpoints.Ready, WithLog(app, new())).OpenToProbes();
        app.MapHealthChecks(
            HealthEndpoints.Live,
            WithLog(app, new() { Predicate = check => check.Tags.Contains(HealthEndpoints.LiveTag) })).OpenToProbes();
        return app;
    }

    // Probes have no credentials and ask often.
    private static void OpenToProbes(this IEndpointConventionBuilder endpoint) =>
        endpoint.WithMetadata(Get).AllowAnonymous().DisableRateLimiting();

    private static HealthCheckOptions WithLog(WebApplication app, HealthCheckOptions options)
    {
        var (log, write) = (app.Services.GetRequiredService<HealthLog>(), options.ResponseWriter);
        options.ResponseWriter = (http, report) =>
        {
            log.Write(report);
            return write(http, report);
        };
        return options;
    }
}
