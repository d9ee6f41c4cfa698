using System.Net.Sockets;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class SafeExceptionTextTests
{
    private const string Private = "Ada Lovelace";

    public static TheoryData<Exception, string> Failures => new()
    {
        { new InvalidOperationException(Private), "InvalidOperationException" },
        {
            new HttpRequestException(
                HttpRequestError.ConnectionError, Private, new SocketException((int)SocketError.ConnectionRefused)),
            "HttpRequestException(ConnectionError) <- SocketException(ConnectionRefused)"
        },
        {
            new HttpRequestException(
                HttpRequestError.NameResolutionError, Private, new SocketException((int)SocketError.HostNotFound)),
            "HttpRequestException(NameResolutionError) <- SocketException(HostNotFound)"
        },
        { new HttpRequestException(Private), "HttpRequestException" },
        { new IOException(Private, new TimeoutException(Private)), "IOException <- TimeoutException" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Types_OfAFailure_AreItsTypesAndCodesWithoutAnyMessage(Exception failure, string expected) =>
        Assert.Equal(expected, SafeExceptionText.Types(failure));
}
