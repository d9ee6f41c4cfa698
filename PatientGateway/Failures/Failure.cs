using System.Net;
using System.Net.Http.Headers;
using PatientGateway.Upstream;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace PatientGateway.Failures;

/// <summary>What a caller is told of a failure that is not the caller's: never the exception's own text.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Detail">What happened, and what the caller can do.</param>
/// <param name="RetryAfter">When it is worth to ask again, where that can be said.</param>
internal sealed record Failure(int Status, string Detail, RetryConditionHeaderValue? RetryAfter = null)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>The failure an exception stands for; none for an exception that is a fault of this service.</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        BrokenCircuitException open => Unavailable("A service behind this one failed too often and is given time to recover.", open.RetryAfter),
        RateLimiterRejectedException full => Unavailable("Too many calls to a service behind this one are under way.", full.RetryAfter),
        TimeoutRejectedException or TimeoutException => TooLate,
        UpstreamException answered => OfStatus(answered),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => Unreadable,
        HttpRequestException => Unavailable("A service behind this one cannot be reached, or went away during the call.", Soon),
        BadHttpRequestException unreadable => new Failure(unreadable.StatusCode, "The request could not be read: it is malformed, too large, or stopped before its end."),
        _ => null,
    };

    private static Failure TooLate => new(
        StatusCodes.Status504GatewayTimeout,
        "A service behind this one did not answer in time. A change may have been made: read before you repeat it.");

    private static Failure Unreadable => new(
        StatusCodes.Status502BadGateway,
        "A service behind this one gave an answer that cannot be used. A change may have been made: read before you repeat it.");

    private static Failure OfStatus(UpstreamException answered) => answered.Status switch
    {
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests =>
            Unavailable("A service behind this one takes no calls at the moment.", Soon) with { RetryAfter = answered.RetryAfter ?? Seconds(Soon) },
        HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => TooLate,
        _ => Unreadable,
    };

    private static Failure Unavailable(string detail, TimeSpan? retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, detail, Seconds(retryAfter ?? Soon));

    // Whole seconds, rounded up: a caller that keeps to a time rounded down comes too early.
    private static RetryConditionHeaderValue Seconds(TimeSpan delay) => new(TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(delay.TotalSeconds))));
}
