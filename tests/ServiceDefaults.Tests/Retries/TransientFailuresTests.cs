using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Errors;
using ServiceDefaults.Retries;
using ServiceDefaults.Tests.Errors;
using StackExchange.Redis;

namespace ServiceDefaults.Tests.Retries;

public sealed class TransientFailuresTests
{
    public static TheoryData<Exception> Transient =>
    [
        new TimeoutRejectedException(),
        new TimeoutException(),
        new SocketException((int)SocketError.ConnectionReset),
        new IOException("a stream", new SocketException((int)SocketError.ConnectionReset)),
        new TaskCanceledException("HttpClient.Timeout", new TimeoutException()),
        new HttpRequestException("x"),
        new HttpRequestException("x", null, HttpStatusCode.BadGateway),
        new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new IOException("reset")),
        new HttpIOException(HttpRequestError.ResponseEnded),
        new DatabaseErrorsTests.DatabaseFailure("40001", isTransient: true),
        new InvalidOperationException("an ORM", new DatabaseErrorsTests.DatabaseFailure(null, isTransient: true)),
        new RedisTimeoutException(CommandFlags.None, "x", CommandStatus.Sent),
        new RedisConnectionException(
            ConnectionFailureType.SocketClosed, CommandFlags.None, "x", null, CommandStatus.Sent),
    ];

    public static TheoryData<Exception> Permanent =>
    [
        new InvalidOperationException("timeout"),
        new FormatException("validation"),
        new UnauthorizedAccessException(),
        new IOException("disk full"),
        new OperationCanceledException(),
        new TaskCanceledException("x", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))),
        new HttpRequestException("x", null, HttpStatusCode.Unauthorized),
        new HttpRequestException(HttpRequestError.UserAuthenticationError),
        new HttpRequestException(HttpRequestError.SecureConnectionError, "x", new AuthenticationException()),
        new HttpIOException(HttpRequestError.InvalidResponse),
        new DatabaseErrorsTests.DatabaseFailure("42P01"),
        new RedisConnectionException(
            ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "x", null, CommandStatus.Unknown),
        new RedisServerException(RedisErrorKind.WrongType, CommandFlags.None, "x"),
        new BrokenCircuitException("open", new TimeoutException()),
        new RateLimiterRejectedException(),
        new ResilienceException(ClassifiedErrors.Timeout(mayHaveSucceeded: true), new TimeoutException()),
    ];

    [Fact]
    public void IsTransient_AllStatuses_AreTheFiveOfTheGuide()
    {
        var transient = Enumerable.Range(400, 200).Where(status => HttpStatusErrors.FromStatus(status).IsTransient);

        Assert.Equal([408, 429, 502, 503, 504], transient);
    }

    [Theory]
    [MemberData(nameof(Transient))]
    public void IsTransient_ConnectionErrorOrTimeout_IsTrue(Exception exception) => Assert.True(IsTransient(exception));

    [Theory]
    [MemberData(nameof(Permanent))]
    public void IsTransient_AnythingElse_IsFalse(Exception exception) => Assert.False(IsTransient(exception));

    [Fact]
    public void IsTransient_AllHttpRequestErrors_IsTrueForConnectionErrorsOnly()
    {
        HttpRequestError[] expected =
        [
            HttpRequestError.Unknown, HttpRequestError.NameResolutionError, HttpRequestError.ConnectionError,
            HttpRequestError.SecureConnectionError,
            HttpRequestError.HttpProtocolError, HttpRequestError.ProxyTunnelError, HttpRequestError.ResponseEnded,
        ];

        Assert.Equal(
            expected.Order(),
            Enum.GetValues<HttpRequestError>().Where(error => IsTransient(new HttpRequestException(error))).Order());
    }

    [Theory]
    [InlineData("GET", null, false, true)]
    [InlineData("HEAD", null, false, true)]
    [InlineData("OPTIONS", null, false, true)]
    [InlineData("POST", null, true, false)]
    [InlineData("POST", " ", true, false)]
    [InlineData("POST", "k", false, false)]
    [InlineData("POST", "k", true, true)]
    [InlineData("PUT", "k", false, false)]
    [InlineData("DELETE", "k", true, true)]
    public void MayRepeat_Request_IsTrueIfSafeOrWithAnHonouredKey(
        string method, string? key, bool keysAreHonoured, bool mayRepeat)
    {
        using var request = new HttpRequestMessage(new(method), "http://dependency/");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        Assert.Equal(mayRepeat, RepeatableRequests.MayRepeat(request, keysAreHonoured));
    }

    private static bool IsTransient(Exception exception) =>
        Classification.Classifier.Classify(exception) is { IsTransient: true };
}
