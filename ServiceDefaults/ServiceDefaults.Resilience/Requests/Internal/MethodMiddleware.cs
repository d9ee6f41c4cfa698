using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ServiceDefaults.Requests.Internal;

/// <summary>
/// Handles the methods that follow from those of a route (RFC 9110, 9.3.2 and 9.3.7), in one place for all routes:
/// <c>HEAD</c> is <c>GET</c> without its body, and <c>OPTIONS</c> returns the methods that the router finds for the
/// address.
/// </summary>
internal sealed class MethodMiddleware(RequestDelegate next)
{
    private const string WholeServer = "*";

    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            await GetWithoutBodyAsync(context);
        }
        else if (HttpMethods.IsOptions(context.Request.Method)
            && context.Features.Get<IHttpRequestFeature>()?.RawTarget is WholeServer)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        else
        {
            await next(context);
        }

        if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false } refused
            && refused.Headers.Allow.Count > 0)
        {
            refused.Headers.Allow = Complete(refused.Headers.Allow);
            if (HttpMethods.IsOptions(context.Request.Method))
            {
                refused.StatusCode = StatusCodes.Status204NoContent;
            }
        }
    }

    // The body is dropped also when outer middleware writes a failure; most servers drop the body of a HEAD response
    // themselves, but not all.
    private async Task GetWithoutBodyAsync(HttpContext context)
    {
        var request = context.Request;
        var head = request.Method;
        request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        try
        {
            await next(context);
        }
        finally
        {
            request.Method = head;
        }
    }

    private static StringValues Complete(StringValues allow)
    {
        var methods = allow.SelectMany(
            value => value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []);
        var known = methods.Append(HttpMethods.Options).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (known.Contains(HttpMethods.Get))
        {
            known.Add(HttpMethods.Head);
        }

        return string.Join(", ", known.Order(StringComparer.Ordinal));
    }
}
