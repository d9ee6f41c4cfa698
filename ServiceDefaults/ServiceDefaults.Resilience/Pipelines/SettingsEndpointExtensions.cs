using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Pipelines.Internal;

namespace ServiceDefaults.Pipelines;

/// <summary>Shows the numbers in force.</summary>
public static class SettingsEndpointExtensions
{
    /// <summary>The path of the table.</summary>
    public const string Path = "/resilience/settings";

    /// <summary>
    /// Maps <c>GET /resilience/settings</c>, in development only: every option of every pipeline that is in force, its value, and the source that it
    /// comes from, as a table of text. What nothing reads is left out: the rest of what is switched off, and what the kind of dependency has no use for.
    /// </summary>
    /// <param name="app">The application to map it on.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapResilienceSettings(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapGet(Path, (IServiceProvider services) => TypedResults.Text(ActivatorUtilities.CreateInstance<SettingsTable>(services).Print()))
                .ExcludeFromDescription();
        }

        return app;
    }
}
