using Polly.RateLimiting;
using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>
/// Classifies what means something else at a gateway than in any other service: a response that is not valid HTTP or
/// too large is a bad gateway (502) and no defect (500), and a rejection by the gateway's own rate limiter is a busy
/// system (503). That limit is shared by all callers, so none of them has exceeded a limit of its own (429).
/// </summary>
internal sealed class UpstreamErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } =
        [typeof(HttpRequestException), typeof(RateLimiterRejectedException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        RateLimiterRejectedException rejected => ClassifiedErrors.SystemBusy(rejected.RetryAfter) with
        {
            IsTransient = false,
            Origin = FailureOrigin.Limit,
        },
        _ when UpstreamFailure.IsInvalidResponse(exception) => UpstreamFailure.Unreadable().Error with
        {
            // If the server resets a stream (HTTP/2), a retry may succeed.
            IsTransient = exception is HttpRequestException { HttpRequestError: HttpRequestError.HttpProtocolError },
        },
        _ => null,
    };
}
