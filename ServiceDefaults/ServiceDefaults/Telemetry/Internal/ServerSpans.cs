using System.Diagnostics;
using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.AspNetCore;

namespace ServiceDefaults.Telemetry.Internal;

/// <summary>
/// Replaces the path in the span of a request with the route and removes the query, the user agent and an unknown
/// method, because the caller writes them and can put anything into them, such as a person's name. Runs after the
/// host's own enrichment, which is kept.
/// </summary>
internal sealed class ServerSpans : IPostConfigureOptions<AspNetCoreTraceInstrumentationOptions>
{
    private const string Path = "url.path";
    private const string Route = "http.route";

    // No endpoint matched, so the whole path is caller input.
    private const string Unrouted = "/*";

    private static readonly string[] CallerInput = ["url.query", "user_agent.original", "http.request.method_original"];

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
        foreach (var tag in CallerInput)
        {
            span.SetTag(tag, null);
        }
    }
}
