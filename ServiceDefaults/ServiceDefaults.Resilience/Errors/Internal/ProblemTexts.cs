using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// The texts that people read in problem details. They are constant, because a variable part could disclose private
/// data.
/// </summary>
internal static class ProblemTexts
{
    public static string DetailOf(ClassifiedError error) => error.Category switch
    {
        ErrorCategory.ServiceUnavailable => "A dependency of this service is unavailable.",
        ErrorCategory.SystemBusy => "The service is at capacity and did not process the request. Retry later.",
        ErrorCategory.Timeout when error.MayHaveSucceeded =>
            "The request timed out and its outcome is unknown. Retry with the same Idempotency-Key, or check first "
            + "whether it was carried out.",
        ErrorCategory.Timeout => "The request timed out before a response arrived.",
        ErrorCategory.RateLimit => "Too many requests. This request was not processed.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status405MethodNotAllowed =>
            "This resource does not support the method; the Allow header lists the methods that it supports.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status413PayloadTooLarge =>
            "The request body, or this item of a batch, is too large. Send less in one request.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status414UriTooLong =>
            "The URL is too long once its characters are escaped. Shorten the path or the query.",
        ErrorCategory.BusinessLogic when error.Status == StatusCodes.Status415UnsupportedMediaType =>
            "The media type of the body is not supported. Send one that the API description lists, and name it in "
            + "Content-Type.",
        ErrorCategory.BusinessLogic => "The request is invalid. Sending it again unchanged will fail again.",
        ErrorCategory.NotFound => "The resource does not exist. Check the URL and the format of any id in it.",
        ErrorCategory.Conflict =>
            "The request conflicts with the current state of the resource. Read it again before you retry.",
        _ => "An unexpected error occurred. Give the trace id to the operators.",
    };
}
