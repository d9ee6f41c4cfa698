using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using ResilienceConsole.Views;
using ServiceDefaults.Authorization;

namespace ResilienceConsole.Pages;

/// <summary>Adds the page and the stream that keeps it current.</summary>
internal static class PageExtensions
{
    public static IHostApplicationBuilder AddPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<ConsoleReader>();
        builder.Services.AddSingleton<PageStream>();
        return builder;
    }

    /// <summary>
    /// Maps <c>/</c>, <c>/events</c> and the static files: open in development, for operators elsewhere.
    /// </summary>
    public static WebApplication MapPages(this WebApplication app)
    {
        var pages = app.MapGroup("")
            .RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin)
            .ExcludeFromDescription();
        pages.MapGet("/", (ConsoleReader reader, HttpResponse response) =>
        {
            response.AllowOnlySelf();
            return new RazorComponentResult<ConsolePage>(new { Model = (object)reader.Read() });
        });
        pages.MapGet(
            "/events",
            (PageStream stream, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
                TypedResults.ServerSentEvents(
                    stream.ReadAsync(lifetime.ApplicationStopping, cancellationToken), "live"));
        app.MapStaticAssets().RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin);
        return app;
    }

    /// <summary>Lets the page load from this console alone: no inline script, no inline style, no other host.</summary>
    public static void AllowOnlySelf(this HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy =
            "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        response.Headers.CacheControl = "no-store";
    }
}
