using System.Security.Authentication;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Classifies failures of an HTTP client that got no usable response. <see cref="HttpRequestError"/> says whether the
/// request may have been sent.
/// </summary>
internal sealed class HttpErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(HttpRequestException), typeof(HttpIOException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: { } status } =>
            (int)status >= 400 ? HttpStatusErrors.FromStatus((int)status) : Unreadable,
        HttpRequestException request => OfTransport(request.HttpRequestError, request.InnerException),
        HttpIOException body => OfTransport(body.HttpRequestError, body.InnerException),
        _ => null,
    };

    private static ClassifiedError Unreadable =>
        ClassifiedErrors.Unknown with { Origin = FailureOrigin.DependencyDefect };

    private static ClassifiedError OfTransport(HttpRequestError reason, Exception? cause) => (reason, cause) switch
    {
        (_, AuthenticationException) or (HttpRequestError.UserAuthenticationError, _) => ClassifiedErrors.Unusable,
        (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
            or HttpRequestError.SecureConnectionError, _) => ClassifiedErrors.ServiceUnavailable(
                RetryAfterDefaults.Network),
        // The settings of this service are wrong, or the peer speaks another protocol: a retry would fail in the same
        // way.
        (HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported, _) =>
            ClassifiedErrors.Unusable,
        (HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded, _) => Unreadable,
        (_, System.Net.Sockets.SocketException socket) => SocketErrors.Classify(
            socket.SocketErrorCode, RetryAfterDefaults.Network),
        _ => ClassifiedErrors.ServiceUnavailable(RetryAfterDefaults.Network, mayHaveSucceeded: true),
    };
}
