using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Edge.Internal;

/// <summary>
/// Sets the headers that every response has. They are set when the response starts, because the exception handler
/// clears those that were set before.
/// </summary>
internal sealed class EdgeHeadersMiddleware(RequestDelegate next)
{
    public const string CorrelationId = "X-Correlation-Id";

    private const string NothingAllowed = "default-src 'none'; frame-ancestors 'none'";

    // The API reference is one page with a script and styles in it.
    private const string PageAllowed = "default-src 'self'; script-src 'self' 'unsafe-inline'; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // An id that the caller chose could be anything, also a name; this is the id of the logs and traces.
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        context.Response.OnStarting(static state =>
        {
            var (response, trace) = ((HttpResponse, string))state;
            Write(response, trace);
            return Task.CompletedTask;
        }, (context.Response, trace));
        return next(context);
    }

    private static void Write(HttpResponse response, string trace)
    {
        var headers = response.Headers;
        headers[CorrelationId] = trace;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy =
                response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
                    ? PageAllowed
                    : NothingAllowed;
        }
    }
}
