using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Edge.Internal;

/// <summary>
/// Adds the middleware of this folder as the outermost. A start-up filter, so that no service has to call it.
/// </summary>
internal sealed class EdgeStartupFilter(IHostEnvironment environment) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<EdgeHeadersMiddleware>();
        app.UseForwardedHeaders();
        app.UseMiddleware<UntrustedHeadersMiddleware>();
        if (!environment.IsDevelopment())
        {
            app.UseHsts();
        }

        next(app);
    };
}
