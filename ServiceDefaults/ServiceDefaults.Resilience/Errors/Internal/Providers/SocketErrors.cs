using System.Net.Sockets;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>Classifies failures of the network.</summary>
internal sealed class SocketErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(SocketException)];

    public ClassifiedError? Classify(Exception exception) =>
        Classify(((SocketException)exception).SocketErrorCode, RetryAfterDefaults.Network);

    public static ClassifiedError Classify(SocketError error, TimeSpan retryAfter) => error switch
    {
        SocketError.TimedOut => ClassifiedErrors.Timeout(mayHaveSucceeded: true),
        // The connection was not established, so nothing was sent.
        SocketError.ConnectionRefused or SocketError.HostDown or SocketError.HostNotFound or SocketError.HostUnreachable
            or SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.NoData or SocketError.TryAgain
            or SocketError.AddressNotAvailable => ClassifiedErrors.ServiceUnavailable(retryAfter),
        _ => ClassifiedErrors.ServiceUnavailable(retryAfter, mayHaveSucceeded: true),
    };
}
