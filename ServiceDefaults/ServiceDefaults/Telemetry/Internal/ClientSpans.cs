using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.Http;
using ServiceDefaults.Http;

namespace ServiceDefaults.Telemetry.Internal;

/// <summary>
/// Reduces the URL in the span of an HTTP call to scheme and server (HttpClient writes everything but the query), and
/// adds the operation key, which is a tag of the metrics too. Runs after the host's own enrichment, which is kept.
/// </summary>
internal sealed class ClientSpans : IPostConfigureOptions<HttpClientTraceInstrumentationOptions>
{
    private const string Url = "url.full";
    private const string Operation = "operation";

    public void PostConfigure(string? name, HttpClientTraceInstrumentationOptions options)
    {
        var before = options.EnrichWithHttpRequestMessage;
        options.EnrichWithHttpRequestMessage = (span, request) =>
        {
            before?.Invoke(span, request);
            span.SetTag(Url, request.RequestUri is { IsAbsoluteUri: true } uri
                ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
                : null);
            if (HttpOperation.Of(request) is { } operation)
            {
                span.SetTag(Operation, operation);
            }
        };
    }
}
