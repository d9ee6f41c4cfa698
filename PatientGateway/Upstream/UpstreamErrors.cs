using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>
/// Classifies a response that is not valid HTTP or too large as a bad gateway (502); for any other service it would be
/// a defect (500).
/// </summary>
internal sealed class UpstreamErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(HttpRequestException)];

    public ClassifiedError? Classify(Exception exception) => UpstreamFailure.IsInvalidResponse(exception)
        // If the server resets a stream (HTTP/2), a retry may succeed.
        ? UpstreamFailure.Unreadable().Error with
        {
            IsTransient = exception is HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError }
        }
        : null;
}
