using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.ServiceIdentity.Internal;

/// <summary>A filter rather than a call in each service: it has to stand outside of the exception handler, whose answers are the service's own too.</summary>
internal sealed class ServiceIdentityStartupFilter(IOptions<ServiceIdentityOptions> options, IHostEnvironment environment) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.Service is { } service)
        {
            var identity = ServiceIdentityHeader.Format(service, environment.EnvironmentName);
            app.Use((HttpContext context, RequestDelegate inner) => MarkAsync(context, inner, identity));
        }

        next(app);
    };

    // When the response starts, and not before: the exception handler clears the headers that were set until then.
    private static Task MarkAsync(HttpContext context, RequestDelegate inner, string identity)
    {
        var headers = context.Response.Headers;
        context.Response.OnStarting(() =>
        {
            headers[ServiceIdentityHeader.Name] = identity;
            return Task.CompletedTask;
        });
        return inner(context);
    }
}
