using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Edge.Internal;

/// <summary>
/// Removes headers of callers that nothing behind the edge may use. What is left of <c>X-Forwarded-*</c> here did not
/// come from a known proxy.
/// </summary>
internal sealed class UntrustedHeadersMiddleware(RequestDelegate next)
{
    private static readonly string[] Names =
    [
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-For",
        "X-Original-Proto", "Forwarded", "baggage", "Correlation-Context", "X-Correlation-Id", "X-Request-Id",
    ];

    public Task InvokeAsync(HttpContext context)
    {
        foreach (var name in Names)
        {
            context.Request.Headers.Remove(name);
        }

        return next(context);
    }
}
