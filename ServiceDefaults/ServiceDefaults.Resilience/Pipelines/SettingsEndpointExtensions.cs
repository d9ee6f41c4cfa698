using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Operators;
using ServiceDefaults.Pipelines.Internal;

namespace ServiceDefaults.Pipelines;

/// <summary>Maps the endpoint that shows the settings in force.</summary>
public static class SettingsEndpointExtensions
{
    /// <summary>The path of the endpoint.</summary>
    public const string Path = "/resilience/settings";

    /// <summary>
    /// Maps <c>GET /resilience/settings</c>, in development only. It returns a text table of every option in force for
    /// each pipeline, with its value and source. Options that nothing reads are left out: those of disabled sections
    /// and those that do not apply to the dependency's kind.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapResilienceSettings(this WebApplication app) =>
        app.MapForOperators(Path, authorize: null, endpoints => endpoints.MapGet(
            "", (IServiceProvider services) => TypedResults.Text(
                ActivatorUtilities.CreateInstance<SettingsTable>(services).Print())));
}
