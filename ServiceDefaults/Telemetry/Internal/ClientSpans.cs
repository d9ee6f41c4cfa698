using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.Http;

namespace ServiceDefaults.Telemetry.Internal;

/// <summary>
/// Leaves of the URL in the span of a call only which server was called: HttpClient itself writes all of it but the query. After the host's own
/// enrichment, which stays.
/// </summary>
internal sealed class ClientSpans : IPostConfigureOptions<HttpClientTraceInstrumentationOptions>
{
    private const string Url = "url.full";

    public void PostConfigure(string? name, HttpClientTraceInstrumentationOptions options)
    {
        var before = options.EnrichWithHttpRequestMessage;
        options.EnrichWithHttpRequestMessage = (span, request) =>
        {
            before?.Invoke(span, request);
            span.SetTag(Url, request.RequestUri is { IsAbsoluteUri: true } uri ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : null);
        };
    }
}
