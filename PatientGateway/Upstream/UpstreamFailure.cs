using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>
/// Translates a failure of the API for the gateway's callers. The API's statements stay (whether and when to retry,
/// whether the request may have been executed); only the status becomes that of a gateway. No text of the API is
/// forwarded.
/// </summary>
internal static class UpstreamFailure
{
    /// <summary>Creates the exception for a failed response.</summary>
    public static async Task<ResilienceException> ReadAsync(
        HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        // An unexpected success or redirect: the API's contract has none.
        if (response.StatusCode < System.Net.HttpStatusCode.BadRequest)
        {
            return Unreadable();
        }

        var problem = await ProblemDetailsReader.ReadAsync(response, clock, cancellationToken);
        return new RemoteProblemException(new(ForCallers(problem.Error), Body: default));
    }

    /// <summary>Returns the exception for a response that cannot be used. The request may have been executed.</summary>
    public static ResilienceException Unreadable(Exception? cause = null) => new UnreadableResponseException(cause);

    /// <summary>Whether the response was not valid HTTP, or exceeded a limit of the HTTP client.</summary>
    public static bool IsInvalidResponse(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
            or HttpRequestError.ConfigurationLimitExceeded
    };

    /// <summary>Whether the failure lies outside the request, so that a write may be queued.</summary>
    public static bool IsUnavailable(this IErrorClassifier errors, Exception exception) =>
        errors.Classify(exception, new(IsSafe: true)) is { IsUnavailable: true };

    private static ClassifiedError ForCallers(ClassifiedError error) => error.Status switch
    {
        // The rate limit concerns all requests of the gateway together, not this caller.
        StatusCodes.Status429TooManyRequests => ClassifiedErrors.SystemBusy(error.RetryAfter),
        // The API refuses the gateway itself, which no caller can fix. It counts as a refusal, so that no cached
        // response circumvents it.
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden =>
            ClassifiedErrors.Unusable with { Status = StatusCodes.Status502BadGateway, Origin = FailureOrigin.Request },
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable
            or StatusCodes.Status504GatewayTimeout => error,
        >= StatusCodes.Status500InternalServerError => error with { Status = StatusCodes.Status502BadGateway },
        // Any other refusal that is not forwarded: the gateway's own request was wrong.
        _ => ClassifiedErrors.Unknown with
        {
            Status = StatusCodes.Status502BadGateway,
            MayHaveSucceeded = error.MayHaveSucceeded
        },
    };
}
