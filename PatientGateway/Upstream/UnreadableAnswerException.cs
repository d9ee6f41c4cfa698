using ServiceDefaults.Errors;

namespace PatientGateway.Upstream;

/// <summary>
/// An answer that cannot be used: another shape than was promised, a 404 of the router, or a status that an HTTP server gives before the service sees the request
/// (400, 414, 431) without a word of who gave it. The request may have been carried out; whether the service works, it does not say.
/// </summary>
/// <param name="cause">What was thrown while it was read, if anything.</param>
internal sealed class UnreadableAnswerException(Exception? cause = null)
    : ResilienceException(ClassifiedErrors.Unknown with { Status = StatusCodes.Status502BadGateway, Origin = FailureOrigin.DependencyDefect }, cause);
