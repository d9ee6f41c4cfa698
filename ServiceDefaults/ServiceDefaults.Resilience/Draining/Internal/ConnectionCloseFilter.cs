using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Draining.Internal;

/// <summary>
/// Closes the connection with each response while the service drains, so that callers with open connections connect
/// again, to another replica. HTTP/2 has no such header; its clients are sent away when the server stops.
/// </summary>
internal sealed class ConnectionCloseFilter(IHostApplicationLifetime lifetime) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var draining = lifetime.ApplicationStopping;
        app.Use((HttpContext context, RequestDelegate following) =>
        {
            // When the response starts: the request may have come before the drain began.
            context.Response.OnStarting(Close, (context, draining));
            return following(context);
        });
        next(app);
    };

    private static Task Close(object state)
    {
        var (context, draining) = ((HttpContext, CancellationToken))state;
        if (draining.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }
}
