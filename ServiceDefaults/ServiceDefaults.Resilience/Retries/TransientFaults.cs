using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly;
using Polly.Timeout;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>
/// The only failures worth a second try: the connection, the time, and the five answers that say "later". Validation and
/// authentication errors, defects, and rejections by our own limiters and circuits are not among them.
/// </summary>
public static class TransientFaults
{
    /// <summary>Whether an answer asks to be tried again.</summary>
    /// <param name="status">The status.</param>
    /// <returns>True for 408, 429, 502, 503 and 504 only; a 500 is a defect, which comes again.</returns>
    public static bool IsTransient(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout;

    /// <summary>Whether a failure of the connection, or of the time, may be gone in a moment.</summary>
    /// <param name="exception">What was thrown by the operation.</param>
    /// <returns>True for failures of the network, timeouts, and what a database driver calls transient.</returns>
    public static bool IsTransient(Exception exception) => exception switch
    {
        TimeoutRejectedException or TimeoutException or SocketException => true,
        // How HttpClient tells its own timeouts. Any other cancellation was meant.
        OperationCanceledException => exception.InnerException is TimeoutException,
        HttpRequestException { StatusCode: { } status } => IsTransient(status),
        HttpRequestException { InnerException: AuthenticationException } => false,
        HttpRequestException request => IsTransient(request.HttpRequestError),
        HttpIOException body => IsTransient(body.HttpRequestError),
        DbException database => database.IsTransient,
        // These hold the failure that opened the circuit, or that a client has dealt with: each retry has one owner.
        ExecutionRejectedException or ResilienceException => false,
        // A wrapper, such as Entity Framework puts around a lost connection, or a stream around a socket.
        _ => exception.InnerException is { } cause && IsTransient(cause),
    };

    /// <summary>Whether a failure below the level of an answer may be gone in a moment.</summary>
    /// <param name="error">The reason given by the HTTP client.</param>
    /// <returns>False for what is a matter of credentials, configuration or protocol.</returns>
    public static bool IsTransient(HttpRequestError error) => error
        is HttpRequestError.Unknown
        or HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError
        or HttpRequestError.HttpProtocolError
        or HttpRequestError.ResponseEnded;
}
