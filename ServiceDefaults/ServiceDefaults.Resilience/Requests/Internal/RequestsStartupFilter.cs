using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Adds the middleware of this folder ahead of routing. A start-up filter, so that no service has to call it.
/// </summary>
internal sealed class RequestsStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<PathMiddleware>();
        app.UseMiddleware<MethodMiddleware>();
        app.UseMiddleware<DecompressionMiddleware>();
        next(app);
    };
}
