using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Errors;
using ServiceDefaults.Tests.Errors;
using StackExchange.Redis;

namespace ServiceDefaults.Tests.Failures;

/// <summary>The failures of the docs, each once.</summary>
internal static class FailureCases
{
    public static IReadOnlyList<int> Statuses { get; } =
        [200, 302, 304, 400, 401, 403, 404, 408, 409, 410, 412, 413, 422, 425, 428, 429, 431,
         500, 501, 502, 503, 504, 505, 507, 520, 599];

    public static IReadOnlyList<(string Name, Exception Exception)> Exceptions { get; } =
    [
        .. Enum.GetValues<HttpRequestError>()
        .Select(error => ($"HttpRequestException {error}", (Exception)new HttpRequestException(error, "x"))),
        ("HttpRequestException, certificate refused", new HttpRequestException(
            HttpRequestError.SecureConnectionError, "x", new AuthenticationException())),
        ("HttpRequestException, status 302", new HttpRequestException("x", null, HttpStatusCode.Redirect)),
        ("HttpRequestException, status 401", new HttpRequestException("x", null, HttpStatusCode.Unauthorized)),
        ("HttpRequestException, status 500", new HttpRequestException("x", null, HttpStatusCode.InternalServerError)),
        ("HttpRequestException, status 502", new HttpRequestException("x", null, HttpStatusCode.BadGateway)),
        ("HttpIOException ResponseEnded", new HttpIOException(HttpRequestError.ResponseEnded)),
        ("HttpIOException InvalidResponse", new HttpIOException(HttpRequestError.InvalidResponse)),
        ("HttpClient.Timeout", new TaskCanceledException("x", new TimeoutException())),
        ("cancellation by another token than the caller's", new OperationCanceledException()),
        ("TimeoutException", new TimeoutException()),
        ("SocketException ConnectionRefused", new SocketException((int)SocketError.ConnectionRefused)),
        ("SocketException ConnectionReset", new SocketException((int)SocketError.ConnectionReset)),
        ("SocketException TimedOut", new SocketException((int)SocketError.TimedOut)),
        ("IOException around a SocketException", new IOException(
            "x", new SocketException((int)SocketError.ConnectionReset))),
        ("IOException alone", new IOException("disk full")),
        ("timeout of our pipeline", new TimeoutRejectedException()),
        ("circuit open", new BrokenCircuitException("x", TimeSpan.FromSeconds(7))),
        ("circuit isolated", new IsolatedCircuitException()),
        ("rejected by our rate limiter or bulkhead", new RateLimiterRejectedException(TimeSpan.FromSeconds(3))),
        ("no time left before the call", new DeadlineExceededException()),
        .. Databases(),
        ("Redis, no connection", new RedisConnectionException(
            ConnectionFailureType.UnableToConnect, CommandFlags.None, "x", null, CommandStatus.WaitingInBacklog)),
        ("Redis, connection lost", new RedisConnectionException(
            ConnectionFailureType.SocketClosed, CommandFlags.None, "x", null, CommandStatus.Sent)),
        ("Redis, wrong password", new RedisConnectionException(
            ConnectionFailureType.AuthenticationFailure, CommandFlags.None, "x", null, CommandStatus.Unknown)),
        ("Redis, timeout", new RedisTimeoutException(CommandFlags.None, "x", CommandStatus.Sent)),
        ("Redis, LOADING", new RedisServerException(RedisErrorKind.Loading, CommandFlags.None, "x")),
        ("Redis, OOM", new RedisServerException(RedisErrorKind.OutOfMemory, CommandFlags.None, "x")),
        ("Redis, NOPERM", new RedisServerException(RedisErrorKind.NoPermission, CommandFlags.None, "x")),
        ("Redis, WRONGTYPE", new RedisServerException(RedisErrorKind.WrongType, CommandFlags.None, "x")),
        ("a problem of a dependency: 404", Remote(ClassifiedErrors.NotFound)),
        ("a problem of a dependency: 503", Remote(ClassifiedErrors.ServiceUnavailable(TimeSpan.FromSeconds(1)))),
        ("a problem of a dependency: system_busy", Remote(ClassifiedErrors.SystemBusy())),
        ("a request that cannot be read", new BadHttpRequestException("x")),
        ("JsonException", new JsonException()),
        ("a defect of ours", new InvalidOperationException()),
    ];

    private static RemoteProblemException Remote(ClassifiedError error) => new(new RemoteProblem(error, default));

    // A driver derives "transient" from the state (PostgreSQL, appendix A).
    private static IEnumerable<(string, Exception)> Databases() =>
        from failure in ((string? State, bool IsTransient)[])
        [
            (null, true), ("40001", true), ("40P01", true), ("53300", true), ("57P03", true), ("08006", true),
            ("08001", false), ("57014", false), ("25006", false),
            ("22001", false), ("23505", false), ("23514", false), ("42P01", false), ("28P01", false),
        ]
        select ($"database, {failure.State ?? "connection lost"}", (Exception)new DatabaseErrorsTests.DatabaseFailure(
            failure.State, failure.IsTransient));
}
