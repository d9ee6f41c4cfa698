using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class TransportErrorsTests
{
    private static readonly ClassifiedError NotSent = Classification.Error(ErrorCategory.ServiceUnavailable, 503, 15);
    private static readonly ClassifiedError PerhapsSent = Classification.Error(
        ErrorCategory.ServiceUnavailable, 503, 15, mayHaveSucceeded: true);
    private static readonly ClassifiedError NotToBeRetried = Classification.Error(
        ErrorCategory.ServiceUnavailable, 503);

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    [InlineData(HttpRequestError.ProxyTunnelError)]
    public void Classify_ConnectionNotEstablished_WasNotSent(HttpRequestError reason) =>
        Assert.Equal(NotSent, Classification.Of(new HttpRequestException(reason, "x")));

    [Theory]
    [InlineData(HttpRequestError.Unknown)]
    [InlineData(HttpRequestError.HttpProtocolError)]
    [InlineData(HttpRequestError.ResponseEnded)]
    public void Classify_ConnectionBrokeLater_MayHaveSucceeded(HttpRequestError reason)
    {
        Assert.Equal(PerhapsSent, Classification.Of(new HttpRequestException(reason, "x")));
        Assert.Equal(PerhapsSent, Classification.Of(new HttpIOException(reason, "x")));
    }

    [Theory]
    [InlineData(HttpRequestError.UserAuthenticationError)]
    [InlineData(HttpRequestError.VersionNegotiationError)]
    [InlineData(HttpRequestError.ExtendedConnectNotSupported)]
    public void Classify_ConfigurationMismatch_IsNotRetried(HttpRequestError reason) =>
        Assert.Equal(NotToBeRetried, Classification.Of(new HttpRequestException(reason, "x")));

    [Fact]
    public void Classify_CertificateRefused_IsNotRetried() =>
        Assert.Equal(NotToBeRetried, Classification.Of(
            new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException())));

    [Theory]
    [InlineData(HttpRequestError.InvalidResponse)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded)]
    public void Classify_UnreadableResponse_IsUnknown(HttpRequestError reason) =>
        Assert.Equal(ClassifiedErrors.Unknown, Classification.Of(new HttpRequestException(reason, "x")));

    [Fact]
    public void Classify_SocketErrorInsideHttp_DeterminesWhetherItWasSent()
    {
        Assert.Equal(
            NotSent,
            Classification.Of(new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.Equal(
            PerhapsSent,
            Classification.Of(new HttpRequestException("x", new SocketException((int)SocketError.ConnectionReset))));
    }

    [Fact]
    public void Classify_ExceptionWithStatus_IsClassifiedByTheStatus()
    {
        Assert.Equal(
            ErrorCategory.NotFound,
            Classification.Of(new HttpRequestException("x", null, HttpStatusCode.NotFound)).Category);
        Assert.Equal(
            Classification.Error(ErrorCategory.BusinessLogic, 400),
            Classification.Of(new HttpRequestException("x", null, HttpStatusCode.BadRequest)));
        Assert.Equal(
            Classification.Told(ClassifiedErrors.Unknown),
            Classification.Of(new HttpRequestException("x", null, HttpStatusCode.Found)));
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.HostDown)]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.NetworkDown)]
    [InlineData(SocketError.NetworkUnreachable)]
    [InlineData(SocketError.NoData)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.AddressNotAvailable)]
    public void Classify_SocketNeverConnected_WasNotSent(SocketError error) =>
        Assert.Equal(NotSent, Classification.Of(new SocketException((int)error)));

    [Theory]
    [InlineData(SocketError.ConnectionReset)]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.Shutdown)]
    public void Classify_SocketBroke_MayHaveSucceeded(SocketError error)
    {
        Assert.Equal(PerhapsSent, Classification.Of(new SocketException((int)error)));
        Assert.Equal(PerhapsSent, Classification.Of(new IOException("a stream", new SocketException((int)error))));
    }

    [Fact]
    public void Classify_SocketTimedOut_IsATimeout() =>
        Assert.Equal(
            Classification.Error(ErrorCategory.Timeout, 504, 5, mayHaveSucceeded: true),
            Classification.Of(new SocketException((int)SocketError.TimedOut)));
}
