using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>Adds the middleware. A start-up filter, so that no service has to call it.</summary>
internal sealed class ObjectivesStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<ObjectivesMiddleware>();
        next(app);
    };
}
