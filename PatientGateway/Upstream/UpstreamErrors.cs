using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>An answer that is no HTTP, or too large, is for a gateway a bad gateway (502), where for any other service it would be a defect (500).</summary>
internal sealed class UpstreamErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(HttpRequestException)];

    public ClassifiedError? Classify(Exception exception) => UpstreamFailure.IsNoAnswer(exception)
        // A stream that the server resets (HTTP/2) may come through the next time.
        ? UpstreamFailure.Unreadable().Error with { IsTransient = exception is HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError } }
        : null;
}
