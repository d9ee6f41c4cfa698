using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>
/// A failure of the API, told to the gateway's callers. What the API said of it stays true (may it be repeated, and when; may it have been
/// done); only the status becomes one that speaks of the gateway's position. No word of the API's text goes on.
/// </summary>
internal static class UpstreamFailure
{
    /// <summary>Reads a response that is no answer.</summary>
    public static async Task<ResilienceException> ReadAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        // A redirect, say: nothing was promised that could be found there.
        if (response.StatusCode < System.Net.HttpStatusCode.BadRequest)
        {
            return Unreadable();
        }

        var problem = await ProblemDetailsReader.ReadAsync(response, clock, cancellationToken);
        return new RemoteProblemException(new(ForCallers(problem.Error), Body: default));
    }

    /// <summary>An answer that cannot be used. The request may have been carried out.</summary>
    public static ResilienceException Unreadable(Exception? cause = null) => new UnreadableAnswerException(cause);

    /// <summary>Whether what came was no HTTP, or more of it than a client takes.</summary>
    public static bool IsNoAnswer(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded
    };

    /// <summary>Whether the failure lies outside the request, so that a write may wait in the queue.</summary>
    public static bool IsAway(this IErrorClassifier errors, Exception exception) => errors.Classify(exception, new(IsSafe: true)) is { IsUnavailable: true };

    private static ClassifiedError ForCallers(ClassifiedError error) => error.Status switch
    {
        // It is not this caller that asked too often, but all of us together.
        StatusCodes.Status429TooManyRequests => ClassifiedErrors.SystemBusy(error.RetryAfter),
        // The API refuses the gateway itself, which no caller can mend. It is a refusal: a cached copy must not get round it.
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden =>
            ClassifiedErrors.Unusable with { Status = StatusCodes.Status502BadGateway, Origin = FailureOrigin.Request },
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => error,
        >= StatusCodes.Status500InternalServerError => error with { Status = StatusCodes.Status502BadGateway },
        // Another refusal than those that are handed on: then the gateway asked for something wrong.
        _ => ClassifiedErrors.Unknown with { Status = StatusCodes.Status502BadGateway, MayHaveSucceeded = error.MayHaveSucceeded },
    };
}
