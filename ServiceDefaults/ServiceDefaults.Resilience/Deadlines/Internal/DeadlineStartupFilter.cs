using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ServiceDefaults.Deadlines.Internal;

/// <summary>A filter rather than a call in each service: whatever the service does with a request happens inside of its deadline.</summary>
internal sealed class DeadlineStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<DeadlineMiddleware>();
        next(app);
    };
}
