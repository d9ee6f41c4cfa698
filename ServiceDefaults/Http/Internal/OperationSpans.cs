using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.Http;

namespace ServiceDefaults.Http.Internal;

/// <summary>Gives the span of a call its operation's name, by which the metrics know it too.</summary>
internal sealed class OperationSpans : IPostConfigureOptions<HttpClientTraceInstrumentationOptions>
{
    private const string Operation = "operation";

    public void PostConfigure(string? name, HttpClientTraceInstrumentationOptions options)
    {
        var before = options.EnrichWithHttpRequestMessage;
        options.EnrichWithHttpRequestMessage = (span, request) =>
        {
            before?.Invoke(span, request);
            if (HttpOperation.Of(request) is { } operation)
            {
                span.SetTag(Operation, operation);
            }
        };
    }
}
