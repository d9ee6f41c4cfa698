using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>
/// The response cannot be used: an unexpected format, a 404 of the router, or an unsigned status that an HTTP server
/// sends before the service receives the request (400, 414, 431). The request may have been executed; whether the
/// service works is unknown.
/// </summary>
/// <param name="cause">The exception thrown while the response was read, if any.</param>
internal sealed class UnreadableResponseException(Exception? cause = null)
    : ResilienceException(ClassifiedErrors.Unknown with
    {
        Status = StatusCodes.Status502BadGateway,
        Origin = FailureOrigin.DependencyDefect
    }, cause);
