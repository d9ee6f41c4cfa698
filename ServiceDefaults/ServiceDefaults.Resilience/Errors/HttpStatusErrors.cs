using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors;

/// <summary>Classifies HTTP statuses of responses that hold no further information.</summary>
public static class HttpStatusErrors
{
    /// <summary>
    /// Classifies a status. 404 and 410 are not found, 409 and 412 conflicts, 408 and 504 timeouts, 429 a rate limit,
    /// other 4xx business logic, other 5xx unavailable. 408, 429, 502, 503 and 504 are transient. 501 and 505 are not
    /// retried, because the server does not support the request. After any other 5xx the operation may have been
    /// carried out: a proxy returns 503 also when a connection broke after the request was forwarded.
    /// </summary>
    /// <param name="status">The status, 400 or above.</param>
    /// <param name="retryAfter">The delay from <c>Retry-After</c>, if there was one.</param>
    /// <returns>The error, with the same status.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The status is below 400, which is no error.</exception>
    public static ClassifiedError FromStatus(int status, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, StatusCodes.Status400BadRequest);
        var error = Meaning(status) with { Status = status };
        return error.CanRetry && retryAfter is not null ? error with { RetryAfter = retryAfter } : error;
    }

    private static ClassifiedError Unavailable => ClassifiedErrors.ServiceUnavailable(
        RetryAfterDefaults.Unavailable, mayHaveSucceeded: true);

    private static ClassifiedError Meaning(int status) => status switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status410Gone => ClassifiedErrors.NotFound,
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => ClassifiedErrors.Conflict,
        // The server timed out before it had received the whole request, so it cannot have acted on it.
        StatusCodes.Status408RequestTimeout => ClassifiedErrors.Timeout(mayHaveSucceeded: false),
        StatusCodes.Status429TooManyRequests => ClassifiedErrors.RateLimit(),
        < StatusCodes.Status500InternalServerError => ClassifiedErrors.BusinessLogic(status),
        // The server works, but does not support the request.
        StatusCodes.Status501NotImplemented or StatusCodes.Status505HttpVersionNotsupported =>
            ClassifiedErrors.Unusable with { Origin = FailureOrigin.Request },
        StatusCodes.Status504GatewayTimeout => ClassifiedErrors.Timeout(mayHaveSucceeded: true),
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable => Unavailable,
        // A defect occurs again, so it is not transient.
        StatusCodes.Status500InternalServerError =>
            Unavailable with { IsTransient = false, Origin = FailureOrigin.DependencyDefect },
        _ => Unavailable with { IsTransient = false },
    };
}
