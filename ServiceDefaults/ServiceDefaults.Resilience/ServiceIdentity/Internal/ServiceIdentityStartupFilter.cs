using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.ServiceIdentity.Internal;

/// <summary>
/// Adds the header outside of the exception handler, whose responses are the service's own too. A start-up filter, so
/// that no service has to call it.
/// </summary>
internal sealed class ServiceIdentityStartupFilter(
    IOptions<ServiceIdentityOptions> options, IHostEnvironment environment) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.Service is { } service)
        {
            var identity = ServiceIdentityHeader.Format(service, environment.EnvironmentName);
            app.Use((HttpContext context, RequestDelegate inner) => SetHeaderAsync(context, inner, identity));
        }

        next(app);
    };

    // Set when the response starts, because the exception handler clears the headers that were set before.
    private static Task SetHeaderAsync(HttpContext context, RequestDelegate inner, string identity)
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
