using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.Http;
using ServiceDefaults.Http;

namespace ServiceDefaults.Telemetry.Internal;

/// <summary>
/// Leaves of the URL in the span of a call only which server was called (HttpClient itself writes all of it but the query), and adds the operation's
/// name, by which the metrics know it too. After the host's own enrichment, which stays.
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
            span.SetTag(Url, request.RequestUri is { IsAbsoluteUri: true } uri ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : null);
            if (HttpOperation.Of(request) is { } operation)
            {
                span.SetTag(Operation, operation);
            }
        };
    }
}
