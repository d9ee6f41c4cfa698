using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ServiceDefaults.Requests.Internal;

/// <summary>A filter rather than calls in each service: all of it happens before the router chooses a route.</summary>
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
