using System.Diagnostics;
using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace ServiceDefaults.Telemetry.Internal;

/// <summary>
/// Gives the span of a request the route in the place of the path, and no query: both hold what the caller put into them, such as a person's id.
/// After the host's own enrichment, which stays.
/// </summary>
internal sealed class ServerSpans : IPostConfigureOptions<AspNetCoreTraceInstrumentationOptions>
{
    private const string Path = "url.path";
    private const string Query = "url.query";
    private const string Route = "http.route";

    // No endpoint answers at it, so it was made by the caller alone.
    private const string Unrouted = "/*";

    public void PostConfigure(string? name, AspNetCoreTraceInstrumentationOptions options)
    {
        var (begin, end) = (options.EnrichWithHttpRequest, options.EnrichWithHttpResponse);
        options.EnrichWithHttpRequest = (span, request) =>
        {
            begin?.Invoke(span, request);
            Write(span);
        };
        options.EnrichWithHttpResponse = (span, response) =>
        {
            end?.Invoke(span, response);
            Write(span);
        };
    }

    private static void Write(Activity span)
    {
        span.SetTag(Path, span.GetTagItem(Route) ?? Unrouted);
        span.SetTag(Query, null);
    }
}
