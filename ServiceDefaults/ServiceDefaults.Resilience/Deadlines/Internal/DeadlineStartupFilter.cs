using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ServiceDefaults.Deadlines.Internal;

/// <summary>
/// Adds the deadline middleware ahead of the service's own middleware, so that all of its work is within the deadline.
/// A start-up filter, so that no service has to call it.
/// </summary>
internal sealed class DeadlineStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<DeadlineMiddleware>();
        next(app);
    };
}
